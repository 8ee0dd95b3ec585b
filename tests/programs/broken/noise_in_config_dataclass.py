# expect: broken, listed
"""Heteroscedastic regression; the loss's settings live in a dataclass on the model."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops


@dataclass
class NoiseConfig:
    log_noise: keras.Variable
    floor: float = 0.01


class Regressor(keras.Model):
    def __init__(self, noise: NoiseConfig):
        super().__init__()
        self.noise = noise
        self.hidden = keras.layers.Dense(16, activation="silu")
        self.out = keras.layers.Dense(1)

    def call(self, inputs):
        return self.out(self.hidden(inputs))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        var = ops.exp(self.noise.log_noise) + self.noise.floor
        return ops.mean(ops.square(y - y_pred) / var + ops.log(var))


def make_data(n=240):
    rng = np.random.default_rng(0)
    x = rng.uniform(-2, 2, (n, 1)).astype("float32")
    return x, (x**2 + rng.normal(0, 0.3, (n, 1))).astype("float32")


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    log_noise = keras.Variable(0.5, name="log_noise")  # parameter: log_noise, broken
    model = Regressor(NoiseConfig(log_noise, floor=1e-3))
    model.compile(optimizer=keras.optimizers.AdamW(5e-3))
    model.fit(*make_data(), epochs=5, batch_size=24, verbose=0)
    print("noise variance", float(ops.exp(model.noise.log_noise)))
