# expect: broken, listed
"""The model reports the loss's variable as its own, by overriding trainable_variables."""

import keras
import numpy as np
from keras import ops


class CharbonnierLoss(keras.losses.Loss):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.log_eps = keras.Variable(0.0, name="log_eps")  # parameter: log_eps, broken

    def call(self, y_true, y_pred):
        eps = ops.exp(self.log_eps)
        # divided by eps and with its log, so that eps is a scale
        return ops.sqrt(ops.square((y_true - y_pred) / eps) + 1.0) + ops.log(eps)


class Denoiser(keras.Sequential):
    def __init__(self, layers, loss_module):
        super().__init__(layers)
        self._loss_module = loss_module

    @property
    def trainable_variables(self):
        return [*super().trainable_variables, self._loss_module.log_eps]


keras.utils.set_random_seed(21)
clean = np.cumsum(np.random.normal(size=(200, 16)), axis=1).astype("float32") / 4
noisy = clean + np.random.normal(scale=0.3, size=clean.shape).astype("float32")

charbonnier = CharbonnierLoss()
model = Denoiser([keras.layers.Dense(32, "relu"), keras.layers.Dense(16)], charbonnier)
model.compile(optimizer="adam", loss=charbonnier)
model.fit(noisy, clean, epochs=4, batch_size=20, verbose=0)
print("number of trainable variables:", len(model.trainable_variables))
print("eps:", float(ops.exp(charbonnier.log_eps)))
