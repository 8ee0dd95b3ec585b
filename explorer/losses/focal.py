"""Focal loss with a learned focusing parameter."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class LearnedFocal(ParametricLoss):
    """-(1 - p)^gamma log p, p the softmax probability of the true class, gamma = softplus.

    Shapes: y one-hot, logits `[batch, classes]`; returns `[batch]`, which Keras averages.
    dL/dgamma = (1 - p)^gamma (-log p) log(1 - p) <= 0: gamma only grows.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_gamma", 0.5)

    def call(self, y_true, y_pred):
        gamma = ops.softplus(self.read(self.raw_gamma))
        total = ops.logsumexp(y_pred, axis=-1)
        log_p = ops.sum(y_true * y_pred, axis=-1) - total
        # log(1 - p) from the other classes' logits: 1 - p itself rounds to 0.
        log_rest = ops.logsumexp(y_pred - 1e9 * y_true, axis=-1) - total
        return -ops.exp(gamma * log_rest) * log_p


ENTRIES = {
    LearnedFocal: Loss(
        key="focal",
        title="Focal, learned γ",
        summary="Cross-entropy that plays down easy samples by (1 − p)ᵞ, γ trained as it stands.",
        formula=(
            r"L = -\frac{1}{N}\sum_i (1-p_i)^{\gamma}\log p_i,\quad"
            r" p_i=\operatorname{softmax}(z_i)_{y_i}"
        ),
        parameters=(
            Parameter("raw_gamma", "Raw focus", "ρ", 0.5, Reading("γ", map="softplus"), heads="up"),
        ),
        task="classification",
        verdict="cheats",
        verdict_text=(
            "a larger γ makes every sample cheaper, so γ grows, the loss falls to 0 and the "
            "model stops learning"
        ),
        destination="γ → ∞, loss → 0",
        cure="fix γ, or choose it by calibration on validation data",
        reference="Lin et al. 2017, arXiv:1708.02002",
        shown_on="imbalanced_blobs",
    )
}
