"""Student-t negative log-likelihood with learned tails and scale."""

import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from scipy.special import gammaln

from explorer.losses.likelihood import estimate, log_scale
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

LOG_NU = (-5.0, math.log(100.0))
"""Bounds: light tails have no finite nu."""


@keras.saving.register_keras_serializable("explorer")
class StudentTNLL(ParametricLoss):
    """-log t(y; f, nu, sigma) with log nu and log sigma learned, shared by all samples.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    No closed-form optimum; the maximum-likelihood estimate.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_nu", 0.0)
        self.add_parameter("log_sigma", 0.0)

    def call(self, y_true, y_pred):
        nu = ops.exp(ops.clip(self.read(self.log_nu), *LOG_NU))
        # Many residuals of exactly 0 would drive sigma to 0.
        log_sigma = ops.clip(self.read(self.log_sigma), -10.0, 10.0)
        z = ops.square((y_true - y_pred) / ops.exp(log_sigma))
        normaliser = (
            tf.math.lgamma(nu / 2)
            - tf.math.lgamma((nu + 1) / 2)
            + 0.5 * ops.log(math.pi * nu)
            + log_sigma
        )
        return normaliser + (nu + 1) / 2 * ops.log1p(z / nu)

    def optimum(self, y_true, y_pred):
        residuals = y_true - y_pred

        def mean_loss(raw):
            nu, sigma = np.exp(raw)
            tails = (nu + 1) / 2 * np.mean(np.log1p((residuals / sigma) ** 2 / nu))
            gammas = gammaln(nu / 2) - gammaln((nu + 1) / 2)
            return tails + gammas + 0.5 * np.log(np.pi * nu) + np.log(sigma)

        start = {"log_nu": 1.0, "log_sigma": log_scale(residuals)}
        return estimate(mean_loss, start, [LOG_NU, (-10, 10)])


ENTRIES = {
    StudentTNLL: Loss(
        key="student_t",
        title="Student-t, learned ν, σ",
        summary="Negative log-likelihood of heavy-tailed noise; tail weight and scale are learned.",
        formula=(
            r"L = \frac{1}{N}\sum_i \tfrac{\nu+1}{2}\log\!\left(1+\tfrac{(y_i-f_i)^2}{\nu\sigma^2}"
            r"\right) + \log\Gamma(\tfrac{\nu}{2}) - \log\Gamma(\tfrac{\nu+1}{2})"
            r" + \tfrac12\log\pi\nu + \log\sigma"
        ),
        parameters=(
            Parameter(
                "log_nu",
                "Log degrees of freedom",
                "log ν",
                0.0,
                Reading("ν"),
                estimates="tail_nu",
            ),
            Parameter("log_sigma", "Log scale", "log σ", 0.0, Reading("σ"), "tail_scale", spread=0),
        ),
        task="regression",
        verdict="converges",
        verdict_text="ν and σ settle at the maximum-likelihood estimate; light tails drive ν up",
        destination="the maximum-likelihood ν and σ",
        loss_lr=0.02,
        reference="Lange, Little & Taylor 1989, doi:10.1080/01621459.1989.10478852",
        shown_on="heavy_tails",
    )
}
