"""Huber's loss with a learned threshold: bare, as smooth L1, and as a likelihood."""

import math

import keras
import numpy as np
from keras import ops
from scipy.special import erf
from scipy.special import huber as huber_of

from explorer.losses.likelihood import estimate, log_scale
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

LOG_DELTA = (-2.0, 2.0)
"""Bounds: Laplace noise drives delta to 0, normal noise to infinity, with ever less effect."""


@keras.saving.register_keras_serializable("explorer")
class LearnedHuber(ParametricLoss):
    """Huber's loss with threshold delta = softplus(raw_delta).

    r^2 / 2 up to |r| = delta, then delta |r| - delta^2 / 2.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/ddelta = mean max(|r| - delta, 0) >= 0: delta only falls, and where it lies above
    every |r| it has no gradient at all.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_delta", 1.0)

    def call(self, y_true, y_pred):
        delta = ops.softplus(self.read(self.raw_delta))
        size = ops.abs(y_true - y_pred)
        inner = ops.minimum(size, delta)
        return inner * (size - inner / 2)


@keras.saving.register_keras_serializable("explorer")
class LearnedSmoothL1(ParametricLoss):
    """Smooth L1, Huber's loss over its threshold: beta = softplus(raw_beta).

    r^2 / (2 beta) up to |r| = beta, then |r| - beta / 2.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/dbeta = -mean min(|r| / beta, 1)^2 / 2 <= 0: beta only grows.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_beta", 1.0)

    def call(self, y_true, y_pred):
        beta = ops.softplus(self.read(self.raw_beta))
        size = ops.abs(y_true - y_pred)
        share = ops.minimum(size / beta, 1.0)
        return share * (size - beta * share / 2)


@keras.saving.register_keras_serializable("explorer")
class HuberNLL(ParametricLoss):
    """-log of the density exp(-H_delta(r / sigma)) / (sigma Z(delta)), both logs learned.

    H_delta is Huber's loss; Z = sqrt(2 pi) erf(delta / sqrt 2) + (2 / delta) exp(-delta^2 / 2).

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    No closed-form optimum; the maximum-likelihood estimate.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_delta", 0.25)
        self.add_parameter("log_sigma", 0.0)

    def call(self, y_true, y_pred):
        delta = ops.exp(ops.clip(self.read(self.log_delta), *LOG_DELTA))
        log_sigma = ops.clip(self.read(self.log_sigma), -10.0, 10.0)
        size = ops.abs(y_true - y_pred) / ops.exp(log_sigma)
        inner = ops.minimum(size, delta)
        middle = math.sqrt(2 * math.pi) * ops.erf(delta / math.sqrt(2))
        tails = 2 / delta * ops.exp(-ops.square(delta) / 2)
        return inner * (size - inner / 2) + log_sigma + ops.log(middle + tails)

    def optimum(self, y_true, y_pred):
        residuals = y_true - y_pred

        def mean_loss(raw):
            delta, sigma = np.exp(raw)
            middle = np.sqrt(2 * np.pi) * erf(delta / np.sqrt(2))
            z = middle + 2 / delta * np.exp(-(delta**2) / 2)
            return np.mean(huber_of(delta, residuals / sigma)) + np.log(sigma * z)

        start = {"log_delta": 0.25, "log_sigma": log_scale(residuals)}
        return estimate(mean_loss, start, [LOG_DELTA, (-10, 10)])


HUBER_FORM = (
    r"H_\delta(r)=\begin{cases} r^2/2 & |r|\le\delta\\"
    r" \delta|r|-\delta^2/2 & \text{else}\end{cases}"
)

ENTRIES = {
    LearnedHuber: Loss(
        key="huber",
        title="Huber, learned threshold δ",
        summary="Quadratic for small residuals, linear beyond δ, with δ trained as it stands.",
        formula=r"L = \frac{1}{N}\sum_i H_\delta(y_i-f_i),\quad " + HUBER_FORM,
        parameters=(
            Parameter(
                "raw_delta", "Raw threshold", "ρ", 1.0, Reading("δ", map="softplus"), heads="down"
            ),
        ),
        task="regression",
        verdict="cheats",
        verdict_text=(
            "a smaller δ makes every large residual cheaper, so δ falls and the loss with it, "
            "whatever the model does"
        ),
        destination="δ → 0, loss → 0",
        cure="divide the residual by σ and add the normaliser log σ + log Z(δ)",
        cured_by="huber_likelihood",
        reference="Huber 1964, doi:10.1214/aoms/1177703732",
        shown_on="outlier_line",
    ),
    LearnedSmoothL1: Loss(
        key="smooth_l1",
        title="Smooth L1, learned β",
        summary="Huber's loss divided by its threshold β, with β trained as it stands.",
        formula=r"L = \frac{1}{N\beta}\sum_i H_\beta(y_i-f_i),\quad " + HUBER_FORM,
        parameters=(
            Parameter(
                "raw_beta", "Raw threshold", "ρ", 1.0, Reading("β", map="softplus"), heads="up"
            ),
        ),
        task="regression",
        verdict="cheats",
        verdict_text=(
            "a larger β makes every residual cheaper, so β grows without end; the same threshold "
            "as in Huber's loss runs the other way"
        ),
        destination="β → ∞, loss → 0",
        cure="Huber's loss of the residual divided by σ, with its normaliser log σ + log Z(δ)",
        cured_by="huber_likelihood",
        reference="Girshick 2015, arXiv:1504.08083",
        shown_on="outlier_line",
    ),
    HuberNLL: Loss(
        key="huber_likelihood",
        title="Huber likelihood, δ and σ",
        summary="Negative log-likelihood of noise normal in the middle with exponential tails.",
        formula=(
            r"L = \frac{1}{N}\sum_i H_\delta\big(\tfrac{y_i-f_i}{\sigma}\big) + \log\sigma"
            r" + \log\!\Big(\sqrt{2\pi}\,\operatorname{erf}\tfrac{\delta}{\sqrt2}"
            r" + \tfrac{2}{\delta}e^{-\delta^2/2}\Big)"
        ),
        parameters=(
            Parameter("log_delta", "Log threshold", "log δ", 0.25, Reading("δ")),
            Parameter("log_sigma", "Log scale", "log σ", 0.0, Reading("σ"), spread=0),
        ),
        task="regression",
        verdict="converges",
        verdict_text=(
            "δ and σ settle at the maximum-likelihood estimate; on normal noise δ drifts up with "
            "a vanishing gradient, on Laplace noise δ and σ slide down together"
        ),
        destination="the maximum-likelihood δ and σ",
        loss_lr=0.02,
        reference="Meyer 2021, arXiv:1911.02088",
        shown_on="heavy_tails",
    ),
}
