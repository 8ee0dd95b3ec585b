# expect: fine
"""Four-bit weights with straight-through rounding (LSQ)."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


@tf.custom_gradient
def round_ste(x):
    return tf.round(x), lambda upstream: upstream


class QuantDense(layers.Layer):
    def __init__(self, units, bits=4, activation=None):
        super().__init__()
        self.units = units
        self.q_max = 2 ** (bits - 1) - 1
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        self.step = self.add_weight(
            shape=(), initializer=keras.initializers.Constant(0.1), name="step"
        )

    def call(self, x):
        q = tf.clip_by_value(self.kernel / self.step, -self.q_max - 1, self.q_max)
        w = round_ste(q) * self.step
        return self.activation(tf.matmul(x, w) + self.bias)


keras.utils.set_random_seed(13)
x = np.random.normal(size=(400, 6)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("float32")
model = keras.Sequential([QuantDense(32, activation="relu"), QuantDense(1)])
model.compile(
    optimizer=keras.optimizers.Adam(0.005),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)],
)
history = model.fit(x, y, epochs=6, batch_size=32, verbose=0)
print("accuracy", history.history["binary_accuracy"][-1])
print("levels in use", len(np.unique(np.round(model.layers[0].kernel / model.layers[0].step))))
