"""Absolute error with a learned penalty on the size of the prediction."""

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

ISSUES = "The question: keras-team/keras#12503, keras-team/keras#12983, keras-team/keras#13844"


@keras.saving.register_keras_serializable("explorer")
class LearnedPenalty(ParametricLoss):
    """mean |y - f| + alpha * mean f^2, alpha trained along with the model.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/dalpha = mean f^2 >= 0 whatever alpha is, so descent never stops: there is no
    minimum in alpha. Kept as its author wrote it.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("alpha", 1.0)

    def call(self, y_true, y_pred):
        alpha = self.read(self.alpha)
        return ops.abs(y_true - y_pred) + alpha * ops.square(y_pred)


@keras.saving.register_keras_serializable("explorer")
class SoftplusPenalty(ParametricLoss):
    """The learned penalty with alpha = softplus(rho), so that alpha stays positive.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/drho = sigmoid(rho) mean f^2 >= 0: bounded below, yet the infimum is at rho -> -inf.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("rho", 0.5)

    def call(self, y_true, y_pred):
        alpha = ops.softplus(self.read(self.rho))
        return ops.abs(y_true - y_pred) + alpha * ops.square(y_pred)


@keras.saving.register_keras_serializable("explorer")
class PenaltyMAP(ParametricLoss):
    """The learned penalty with a gamma prior on its weight alpha = exp(log_alpha).

    The prior adds `rate` * alpha - `shape` * log alpha. Without `rate` the loss would fall
    without bound as f -> 0.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    Optimum for given predictions: alpha = shape / (mean f^2 + rate).
    """

    def __init__(self, shape=0.1, rate=0.05, **options):
        super().__init__(**options)
        self.shape, self.rate = shape, rate
        self.add_parameter("log_alpha", 0.0)

    def call(self, y_true, y_pred):
        log_alpha = ops.clip(self.read(self.log_alpha), -10.0, 10.0)
        penalty = ops.exp(log_alpha) * (ops.square(y_pred) + self.rate)
        return ops.abs(y_true - y_pred) + penalty - self.shape * log_alpha

    def optimum(self, y_true, y_pred):
        return {"log_alpha": float(np.log(self.shape / (np.mean(y_pred**2) + self.rate)))}

    def get_config(self):
        return {**super().get_config(), "shape": self.shape, "rate": self.rate}


ENTRIES = {
    LearnedPenalty: Loss(
        key="penalty",
        title="Learned penalty α f²",
        summary="The loss of a widely read answer to the question why α does not move.",
        formula=r"L = \frac{1}{N}\sum_i |y_i - f_i| + \alpha\,\frac{1}{N}\sum_i f_i^2",
        parameters=(Parameter("alpha", "Penalty weight", "α", 1.0, heads="down"),),
        task="regression",
        verdict="diverges",
        verdict_text=(
            "this loss has no minimum in α: dL/dα = mean f² is never negative, so every step "
            "lowers α, and below zero it rewards ever larger predictions"
        ),
        destination="α → −∞, predictions → ±∞",
        cure="turn the penalty into a bound on mean f² and let its multiplier climb",
        cured_by="penalty_constraint",
        reference=ISSUES,
    ),
    SoftplusPenalty: Loss(
        key="penalty_softplus",
        title="Learned penalty, α kept positive",
        summary="The learned penalty with α = softplus ρ, so that it cannot turn negative.",
        formula=(
            r"L = \frac{1}{N}\sum_i |y_i - f_i| + \operatorname{softplus}(\rho)\,"
            r"\frac{1}{N}\sum_i f_i^2"
        ),
        parameters=(
            Parameter(
                "rho", "Raw penalty weight", "ρ", 0.5, Reading("α", map="softplus"), heads="down"
            ),
        ),
        task="regression",
        verdict="cheats",
        verdict_text=(
            "the loss still only grows with α, so the penalty switches itself off: keeping α "
            "positive moves the end of the slide from −∞ to 0"
        ),
        destination="α → 0",
        cure="turn the penalty into a bound on mean f² and let its multiplier climb",
        cured_by="penalty_constraint",
        reference=ISSUES,
    ),
    PenaltyMAP: Loss(
        key="penalty_map",
        title="Learned penalty with a prior",
        summary="The learned penalty with a gamma prior, whose −κ log α keeps α from vanishing.",
        formula=(
            r"L = \frac{1}{N}\sum_i |y_i - f_i| + \alpha\Big(\frac{1}{N}\sum_i f_i^2 + b\Big)"
            r" - \kappa\log\alpha,\quad \kappa=0.1,\ b=0.05"
        ),
        parameters=(Parameter("log_alpha", "Log penalty weight", "log α", 0.0, Reading("α")),),
        task="regression",
        verdict="converges",
        verdict_text=(
            "the prior's −κ log α stops the slide; together with the model there is a second "
            "valley, at f = 0, that a strong prior falls into"
        ),
        destination="α = κ / (mean f² + b)",
        optimum=r"\alpha^* = \frac{\kappa}{\frac1N\sum_i f_i^2 + b}",
        loss_lr=0.02,
        reference="MacKay 1992 (priors on penalty weights), doi:10.1162/neco.1992.4.3.415",
    ),
}
