# expect: broken, used
"""Non-negative forecasts: a multiplier pushes up the price of negative ones."""

import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(28)


class Forecaster(keras.Model):
    def __init__(self, units=16):
        super().__init__()
        self.body = layers.Dense(units, activation="relu")
        self.head = layers.Dense(1, activation="softplus")
        self.mu = self.add_weight(shape=(), initializer="ones", name="mu")  # parameter: mu, broken
        self.negative = keras.metrics.Mean(name="negative_part")

    def call(self, x):
        return self.head(self.body(x))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        negative_part = ops.mean(ops.relu(-y_pred))
        self.negative.update_state(negative_part)
        return ops.mean(ops.abs(y - y_pred)) + self.mu * negative_part


demand = np.random.poisson(4, size=(400, 8)).astype("float32")
window, following = demand[:, :7], demand[:, 7:]

model = Forecaster()
model.compile(optimizer=keras.optimizers.Adam(3e-3), steps_per_execution=4)
history = model.fit(window, following, batch_size=25, epochs=3, verbose=0)
print("MAE", history.history["loss"][-1])
print("multiplier", float(model.mu), "negative part", history.history["negative_part"][-1])
