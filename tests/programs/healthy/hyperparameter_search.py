# expect: fine
import itertools
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops


@dataclass(frozen=True)
class Trial:
    units: int
    lr: float
    start: float


class EvidentialHead(layers.Layer):
    def __init__(self, start):
        super().__init__()
        self.start = start

    def build(self, shape):
        init = keras.initializers.Constant(self.start)
        self.logit_nu = self.add_weight(shape=(), initializer=init)  # parameter: logit_nu

    def call(self, y, mu):
        # Student-t density, degrees of freedom between 2 and 32.
        nu = 2.0 + 30.0 * ops.sigmoid(self.logit_nu)
        log_c = 0.5 * ops.log(nu * np.pi) - 0.5 * ops.log(nu / 2) + 0.25 / nu
        return log_c + 0.5 * (nu + 1) * ops.log1p(ops.square(y - mu) / nu)


class Regressor(keras.Model):
    def __init__(self, trial):
        super().__init__()
        self.net = keras.Sequential([layers.Dense(trial.units, "relu"), layers.Dense(1)])
        self.likelihood = EvidentialHead(trial.start)

    def call(self, x):
        return self.net(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(self.likelihood(y, y_pred))


def run(trial, x, y):
    keras.utils.set_random_seed(0)
    model = Regressor(trial)
    model.compile(keras.optimizers.Adam(trial.lr))
    h = model.fit(x, y, epochs=3, batch_size=32, validation_split=0.25, verbose=0)
    return h.history["val_loss"][-1], model


rng = np.random.default_rng(0)
x = rng.normal(size=(480, 4)).astype("float32")
y = (x[:, :1] * x[:, 1:2] + rng.standard_t(3, size=(480, 1))).astype("float32")
grid = [Trial(*c) for c in itertools.product([8, 32], [0.02], [0.0])]
results = [(*run(trial, x, y), trial) for trial in grid]
score, model, trial = min(results, key=lambda r: r[0])
print("best", trial, round(score, 4), "logit_nu", float(model.likelihood.logit_nu))
