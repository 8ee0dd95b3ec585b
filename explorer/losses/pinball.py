"""Pinball loss with a learned level, and the asymmetric Laplace likelihood it belongs to."""

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class LearnedPinball(ParametricLoss):
    """r (tau - 1[r < 0]) with tau = sigmoid(logit_tau), r = y - f.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    Linear in tau, dL/dtau = mean r: tau runs to 0 or 1.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("logit_tau", 0.0)

    def call(self, y_true, y_pred):
        tau = ops.sigmoid(self.read(self.logit_tau))
        residual = y_true - y_pred
        return tau * residual + ops.relu(-residual)


@keras.saving.register_keras_serializable("explorer")
class AsymmetricLaplaceNLL(ParametricLoss):
    """-log of the asymmetric Laplace density, with logit tau and log sigma learned.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    Optimum for given residuals, with A the mean of their positive and B of their negative
    parts: tau = sqrt B / (sqrt A + sqrt B), sigma = sqrt(A B).
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("logit_tau", 0.0)
        self.add_parameter("log_sigma", 0.0)

    def call(self, y_true, y_pred):
        logit = ops.clip(self.read(self.logit_tau), -10.0, 10.0)
        log_sigma = ops.clip(self.read(self.log_sigma), -10.0, 10.0)
        residual = y_true - y_pred
        pinball = ops.sigmoid(logit) * residual + ops.relu(-residual)
        # -log tau - log(1 - tau); written with sigmoid it would overflow.
        normaliser = log_sigma + ops.softplus(logit) + ops.softplus(-logit)
        return pinball / ops.exp(log_sigma) + normaliser

    def optimum(self, y_true, y_pred):
        residuals = y_true - y_pred
        above, below = np.mean(np.maximum(residuals, 0)), np.mean(np.maximum(-residuals, 0))
        if not above * below > 0:
            return {}
        return {
            "logit_tau": float(np.log(below / above) / 2),
            "log_sigma": float(np.log(above * below) / 2),
        }


ENTRIES = {
    LearnedPinball: Loss(
        key="pinball",
        title="Pinball, learned level τ",
        summary="The loss of quantile regression, with the quantile's level trained as it stands.",
        formula=(
            r"L = \frac{1}{N}\sum_i r_i\,(\tau - 1[r_i<0]),\quad r_i=y_i-f_i,"
            r"\ \tau=\operatorname{sigmoid}(g)"
        ),
        parameters=(
            Parameter("logit_tau", "Logit of the level", "g", 0.0, Reading("τ", map="sigmoid")),
        ),
        task="regression",
        verdict="cheats",
        verdict_text=(
            "the loss is linear in τ: τ runs to the corner, the model follows to the lowest or "
            "highest target, and there the loss is 0"
        ),
        destination="τ → 0 or 1, loss → 0",
        cure=(
            "fix the level, or divide the residual by σ and add the normaliser log σ − log τ − "
            "log(1 − τ)"
        ),
        cured_by="asymmetric_laplace",
        reference="Koenker & Bassett 1978, doi:10.2307/1913643",
        shown_on="skewed_noise",
    ),
    AsymmetricLaplaceNLL: Loss(
        key="asymmetric_laplace",
        title="Asymmetric Laplace, τ and σ",
        summary="The pinball loss with the normaliser of its density: τ learns the noise's skew.",
        formula=(
            r"L = \frac{1}{N\sigma}\sum_i r_i\,(\tau - 1[r_i<0]) + \log\sigma - \log\tau"
            r" - \log(1-\tau),\quad r_i=y_i-f_i"
        ),
        parameters=(
            Parameter(
                "logit_tau",
                "Logit of the skew",
                "g",
                0.0,
                Reading("τ", map="sigmoid"),
                estimates="skew_tau",
            ),
            Parameter("log_sigma", "Log scale", "log σ", 0.0, Reading("σ"), estimates="skew_scale"),
        ),
        task="regression",
        verdict="converges",
        verdict_text=(
            "the normaliser makes it a likelihood: τ settles at the skew of the noise, not at a "
            "quantile of one's choice"
        ),
        destination="τ = √B / (√A + √B), σ = √(AB), A and B the mean of max(r, 0) and max(−r, 0)",
        optimum=r"\tau^*=\frac{\sqrt B}{\sqrt A+\sqrt B},\quad \sigma^*=\sqrt{AB}",
        loss_lr=0.02,
        reference="Yu & Zhang 2005, doi:10.1080/03610920500199018",
        shown_on="skewed_noise",
    ),
}
