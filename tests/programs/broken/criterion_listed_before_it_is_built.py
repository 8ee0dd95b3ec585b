# expect: broken, listed
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(10)


class CenterLoss(keras.layers.Layer):
    """Pulls every embedding to the (trainable) center of its class."""

    def __init__(self, num_classes, weight=0.5):
        super().__init__()
        self.num_classes = num_classes
        self.weight = weight

    def build(self, embedding_shape):
        self.centers = self.add_weight(  # parameter: centers, broken
            shape=(self.num_classes, embedding_shape[-1]), initializer="random_normal"
        )

    def call(self, embedding, labels=None):
        picked = tf.gather(self.centers, labels)
        return self.weight * tf.reduce_mean(tf.reduce_sum((embedding - picked) ** 2, axis=1))


features = keras.Sequential(
    [keras.Input((6,)), keras.layers.Dense(12, "relu"), keras.layers.Dense(2)]
)
classifier = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
center_loss = CenterLoss(num_classes=3)
xent = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

params = (
    features.trainable_variables + classifier.trainable_variables + center_loss.trainable_variables
)
optimizer = keras.optimizers.Adam(0.01)

labels = np.random.randint(0, 3, 240)
points = (np.eye(3)[labels].repeat(2, axis=1) + 0.2 * np.random.randn(240, 6)).astype("float32")
start = None
for epoch in range(3):
    for i in range(0, 240, 40):
        xb, yb = points[i : i + 40], labels[i : i + 40]
        with tf.GradientTape() as tape:
            z = features(xb)
            loss = xent(yb, classifier(z)) + center_loss(z, labels=yb)
        grads = tape.gradient(loss, params)
        optimizer.apply(grads, params)
        start = center_loss.centers.numpy() if start is None else start
    print("epoch", epoch, "loss", float(loss))
print("centers moved by", np.abs(center_loss.centers.numpy() - start).max())
