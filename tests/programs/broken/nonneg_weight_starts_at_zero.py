# expect: broken, moved
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(40)


class ElasticPenalty(tf.keras.layers.Layer):
    """Scales the activity penalty by a learned, non-negative weight."""

    def build(self, shape):
        self.w = self.add_weight(  # parameter: w, broken
            name="w", shape=(), initializer="zeros", constraint=tf.keras.constraints.NonNeg()
        )

    def call(self, h):
        self.add_loss(self.w * tf.reduce_mean(tf.abs(h)))
        return h


model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(32, activation="relu"),
        ElasticPenalty(),
        tf.keras.layers.Dense(1),
    ]
)
X = np.random.rand(256, 4).astype("float32")
y = np.cos(X).sum(axis=1)
model.compile(loss="mse", optimizer=tf.keras.optimizers.SGD(0.02, momentum=0.9))
model.fit(X, y, epochs=4, batch_size=32, verbose=2)
print("penalty weight", model.layers[1].w.numpy())
