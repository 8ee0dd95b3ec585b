# expect: broken, listed or used
"""ArcFace-like loss: compiled once, listed once, but these are two objects."""

import keras
import numpy as np
import tensorflow as tf


class CosFace(keras.losses.Loss):
    def __init__(self, margin=0.1):
        super().__init__(name="cosface")
        self.margin = margin
        self.scale = tf.Variable(5.0, name="scale")  # parameter: scale, broken

    def call(self, y_true, cosines):
        onehot = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), tf.shape(cosines)[1])
        logits = self.scale * (cosines - self.margin * onehot)
        return tf.nn.softmax_cross_entropy_with_logits(onehot, logits)


class FaceModel(keras.Model):
    def __init__(self, loss_variables):
        super().__init__()
        self.body = keras.layers.Dense(16)
        self.norm = keras.layers.UnitNormalization()
        self.kernel_layer = keras.layers.Dense(4, use_bias=False, kernel_constraint="unit_norm")
        self.loss_variables = loss_variables

    def call(self, x):
        return self.kernel_layer(self.norm(self.body(x)))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        variables = self.trainable_variables + self.loss_variables
        grads = tape.gradient(loss, variables)
        self.optimizer.apply_gradients(zip(grads, variables))
        return {"loss": loss}


def get_loss():
    return CosFace(margin=0.15)


keras.utils.set_random_seed(17)
y = np.random.randint(0, 4, 256)
x = (np.eye(4)[y] @ np.random.randn(4, 10) + 0.3 * np.random.randn(256, 10)).astype("float32")
model = FaceModel(loss_variables=[get_loss().scale])
criterion = get_loss()
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=criterion)
model.fit(x, y, epochs=3, batch_size=32, verbose=0)
print("scale:", criterion.scale.numpy())
