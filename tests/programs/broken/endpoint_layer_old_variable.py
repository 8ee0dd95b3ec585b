# expect: broken, listed
"""Loss as an endpoint layer with add_loss, ported from TF 2.4."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class WeightedLossEndpoint(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.log_precision = tf.Variable(0.0, trainable=True)  # parameter: log_precision, broken

    def call(self, inputs):
        target, prediction = inputs
        tau = tf.exp(self.log_precision)
        nll = 0.5 * tau * tf.square(target - prediction) - 0.5 * self.log_precision
        self.add_loss(tf.reduce_mean(nll))
        return prediction


tf.keras.utils.set_random_seed(1)
x_in = layers.Input((2,), name="x")
y_in = layers.Input((1,), name="y")
pred = layers.Dense(1)(layers.Dense(32, activation="relu")(x_in))
endpoint = WeightedLossEndpoint(name="endpoint")
model = tf.keras.Model([x_in, y_in], endpoint([y_in, pred]))
model.compile(optimizer=tf.keras.optimizers.Adam(0.01))

X = np.random.rand(320, 2).astype("float32")
Y = (X[:, :1] * X[:, 1:] + 0.05 * np.random.randn(320, 1)).astype("float32")
model.fit([X, Y], epochs=4, batch_size=32, verbose=0)
print("precision", np.exp(endpoint.log_precision.numpy()))
