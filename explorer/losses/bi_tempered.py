"""Bi-tempered logistic loss with t1 = 1 and a learned tail weight t2."""

import keras
import numpy as np
from keras import ops

from explorer.losses.likelihood import estimate
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

NEWTON_STEPS = 8
LARGEST_RAW = 10.0
LEAST_T = 1.001


def normaliser(v, t, steps=NEWTON_STEPS, xp=ops, held=ops.stop_gradient):
    """lambda >= 0 with sum_k (1 + (t - 1)(lambda - v_k))^(-1 / (t - 1)) = 1.

    Newton on G^(1 - t), G the sum: concave in lambda, so it climbs from 0 to the root; for
    equal v one step is enough. Only the last step has a gradient, which is the implicit one.

    Args:
        v: logits less their maximum, `[batch, classes]`.
        t: above 1.
    """

    def newton(level):
        log_base = xp.log1p((t - 1) * (level - v)) / (t - 1)
        total = xp.sum(xp.exp(-log_base), axis=-1, keepdims=True)
        slope = xp.sum(xp.exp(-t * log_base), axis=-1, keepdims=True)
        return level + total * xp.expm1((t - 1) * xp.log(total)) / ((t - 1) * slope)

    level = xp.zeros_like(v[:, :1])
    for _ in range(steps - 1):
        level = newton(level)
    return newton(held(level))


@keras.saving.register_keras_serializable("explorer")
class BiTempered(ParametricLoss):
    """-log p_y with p_k = exp_t(z_k - lambda(z)), t = t2 = 1.001 + softplus(raw_t2).

    exp_t(u) = (1 + (1 - t) u)^(1 / (1 - t)) has heavier tails than exp for t > 1.

    Shapes: y one-hot, logits z `[batch, classes]`; returns `[batch]` in nats, which Keras
    averages. With t1 = 1 a likelihood: no closed-form optimum, the estimate.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_t2", 0.0)

    def call(self, y_true, y_pred):
        t = LEAST_T + ops.softplus(ops.clip(self.read(self.raw_t2), -LARGEST_RAW, LARGEST_RAW))
        v = y_pred - ops.max(y_pred, axis=-1, keepdims=True)
        log_p = -ops.log1p((t - 1) * (normaliser(v, t) - v)) / (t - 1)
        return -ops.sum(y_true * log_p, axis=-1)

    def optimum(self, y_true, y_pred):
        v = y_pred - y_pred.max(axis=1, keepdims=True)

        def mean_loss(raw):
            t = LEAST_T + np.logaddexp(0, raw[0])
            level = normaliser(v, t, xp=np, held=lambda level: level)
            return np.mean(np.sum(y_true * np.log1p((t - 1) * (level - v)), axis=1)) / (t - 1)

        return estimate(mean_loss, {"raw_t2": 0.0}, [(-LARGEST_RAW, LARGEST_RAW)])


ENTRIES = {
    BiTempered: Loss(
        key="bi_tempered",
        title="Bi-tempered, learned t₂",
        summary="Cross-entropy of a heavy-tailed softmax, whose tail weight t₂ is learned.",
        formula=(
            r"L = -\frac{1}{N}\sum_i \log p_{iy_i},\quad p_{ik} = \big[1+(t_2-1)"
            r"(\lambda_i-z_{ik})\big]^{-1/(t_2-1)},\quad \sum_k p_{ik}=1"
        ),
        parameters=(
            Parameter(
                "raw_t2",
                "Raw tail weight",
                "ρ",
                0.0,
                Reading("t₂", map="softplus", offset=LEAST_T),
            ),
        ),
        task="classification",
        verdict="converges",
        verdict_text=(
            "with t₁ = 1 it is a likelihood, so t₂ settles at the tails that the wrong labels "
            "call for; a network large enough to fit those too takes it down to 1"
        ),
        destination="the maximum-likelihood t₂",
        reference="Amid et al. 2019, arXiv:1906.03361",
        shown_on="wrong_labels",
    )
}
