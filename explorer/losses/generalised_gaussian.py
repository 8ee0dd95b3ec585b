"""Generalised Gaussian negative log-likelihood with learned shape and scale."""

import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from scipy.special import gammaln

from explorer.losses.likelihood import estimate, log_scale
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

LOG_BETA = (math.log(0.5), math.log(8.0))
"""Bounds: flat-topped noise has no finite beta, and below 0.5 the cusp at 0 is too sharp."""


@keras.saving.register_keras_serializable("explorer")
class GeneralisedGaussianNLL(ParametricLoss):
    """(|r| / a)^beta + log 2a + log Gamma(1 + 1/beta), with log beta and log a learned.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    beta = 2 is Gaussian with a = sqrt(2) sigma, beta = 1 Laplace.
    Optimum for given beta: a = (beta mean |r|^beta)^(1/beta).
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_beta", 0.0)
        self.add_parameter("log_a", 0.0)

    def call(self, y_true, y_pred):
        beta = ops.exp(ops.clip(self.read(self.log_beta), *LOG_BETA))
        log_a = ops.clip(self.read(self.log_a), -10.0, 10.0)
        size = ops.abs(y_true - y_pred)
        # A power of exactly 0 has no usable gradients, and a huge one overflows: keep to a range.
        exact = size == 0
        log_size = ops.log(ops.where(exact, ops.ones_like(size), size))
        power = ops.exp(ops.clip(beta * (log_size - log_a), -80.0, 80.0))
        power = ops.where(exact, ops.zeros_like(power), power)
        return power + math.log(2.0) + log_a + tf.math.lgamma(1 + 1 / beta)

    def optimum(self, y_true, y_pred):
        size = np.abs(y_true - y_pred)

        def mean_loss(raw):
            beta, a = np.exp(raw)
            return np.mean((size / a) ** beta) + np.log(2 * a) + gammaln(1 + 1 / beta)

        start = {"log_beta": 0.3, "log_a": log_scale(size)}
        return estimate(mean_loss, start, [LOG_BETA, (-10, 10)])


ENTRIES = {
    GeneralisedGaussianNLL: Loss(
        key="generalised_gaussian",
        title="Generalised Gaussian, β and a",
        summary="Negative log-likelihood of noise between Laplace (β = 1), normal (2) and flat.",
        formula=(
            r"L = \frac{1}{N}\sum_i \Big|\frac{y_i-f_i}{a}\Big|^{\beta}"
            r" + \log 2a + \log\Gamma\big(1+\tfrac1\beta\big)"
        ),
        parameters=(
            Parameter("log_beta", "Log shape", "log β", 0.0, Reading("β")),
            Parameter("log_a", "Log scale", "log a", 0.0, Reading("a")),
        ),
        task="regression",
        verdict="converges",
        verdict_text=(
            "β and a settle at the maximum-likelihood estimate; flat noise drives β up to its "
            "bound of 8"
        ),
        destination="the maximum-likelihood β and a",
        optimum=r"a^* = \Big(\frac{\beta}{N}\sum_i |y_i-f_i|^{\beta}\Big)^{1/\beta}",
        loss_lr=0.02,
        reference="Nadarajah 2005, doi:10.1080/02664760500079464",
    )
}
