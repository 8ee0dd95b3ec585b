"""Gaussian negative log-likelihood with a learned noise level."""

import math

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class GaussianNLL(ParametricLoss):
    """-log N(y; f, sigma^2) with s = log sigma^2 learned, shared by all samples.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    Optimum for given residuals r: s = log mean r^2. The constant log(2 pi)/2 is kept.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_variance", 0.0)

    def call(self, y_true, y_pred):
        # A network that interpolates drives sigma to 0 and the loss to -inf: keep s bounded.
        s = ops.clip(self.read(self.log_variance), -10.0, 10.0)
        squared = ops.square(y_true - y_pred)
        return 0.5 * (ops.exp(-s) * squared + s + math.log(2 * math.pi))

    def optimum(self, y_true, y_pred):
        return {"log_variance": float(np.log(np.mean((y_true - y_pred) ** 2)))}


ENTRIES = {
    GaussianNLL: Loss(
        key="gaussian",
        title="Gaussian, learned σ",
        summary="Negative log-likelihood of normal noise; its level is learned as s = log σ².",
        formula=(
            r"L = \frac{1}{N}\sum_i \frac{(y_i-f_i)^2}{2e^{s}}"
            r" + \frac{s}{2} + \frac{\log 2\pi}{2},\quad s=\log\sigma^2"
        ),
        parameters=(
            Parameter(
                "log_variance",
                "Log-variance",
                "s",
                0.0,
                Reading("σ", scale=0.5),
                estimates="noise_sd",
                spread=0,
            ),
        ),
        task="regression",
        verdict="converges",
        verdict_text="s settles at the logarithm of the mean squared residual",
        destination="s = log mean r²",
        optimum=r"s^* = \log \frac1N\sum_i (y_i-f_i)^2",
        reference="Nix & Weigend 1994, doi:10.1109/ICNN.1994.374138",
    )
}
