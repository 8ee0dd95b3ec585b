"""Fit a line with a loss that learns how much noise there is in the data."""

import keras
import numpy as np
from keras import ops


class Gaussian(keras.losses.Loss):
    """Negative log-likelihood of a normal distribution with a learned σ."""

    def __init__(self):
        super().__init__()
        self.log_sigma = keras.Variable(0.0, name="log_sigma")

    def call(self, y_true, y_pred):
        squared = ops.square((y_true - y_pred) / ops.exp(self.log_sigma))
        return self.log_sigma + 0.5 * ops.mean(squared, axis=-1)


keras.utils.set_random_seed(0)
x = np.random.uniform(-1, 1, (512, 1)).astype("float32")
y = (2 * x + np.random.normal(0, 0.3, x.shape)).astype("float32")

model = keras.Sequential([keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1)])
loss = Gaussian()
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss)
model.fit(x, y, epochs=10, batch_size=64, verbose=0)
print("σ =", float(ops.exp(loss.log_sigma)))
