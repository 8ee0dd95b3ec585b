"""Tversky loss with a learned balance of false positives and false negatives."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


def tversky_loss(y, p, alpha, beta, epsilon=1e-7):
    """1 - TP / (TP + alpha FP + beta FN) of a batch, with soft counts.

    Args:
        y, p: truth and probability of the positive class, `[batch]`.
        alpha, beta: prices of a false positive and of a false negative.
        epsilon: keeps a batch without positives finite.
    """
    hits = ops.sum(y * p)
    false_alarms = ops.sum((1 - y) * p)
    misses = ops.sum(y * (1 - p))
    return 1 - hits / (hits + alpha * false_alarms + beta * misses + epsilon)


@keras.saving.register_keras_serializable("explorer")
class LearnedTversky(ParametricLoss):
    """Tversky loss of class 1 with alpha = sigmoid(logit_alpha) and beta = 1 - alpha.

    Shapes: y one-hot, logits `[batch, 2]`; returns a scalar: no mean over samples.
    dL/dalpha has the sign of FP - FN: descent lowers the price of the more frequent mistake.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("logit_alpha", 0.0)

    def call(self, y_true, y_pred):
        alpha = ops.sigmoid(self.read(self.logit_alpha))
        return tversky_loss(y_true[:, 1], ops.softmax(y_pred)[:, 1], alpha, 1 - alpha)


ENTRIES = {
    LearnedTversky: Loss(
        key="tversky",
        title="Tversky, learned α, β = 1 − α",
        summary="An overlap loss that learns the price of false positives against negatives.",
        formula=(
            r"L = 1 - \frac{TP}{TP+\alpha\,FP+(1-\alpha)\,FN},\quad"
            r" \alpha=\operatorname{sigmoid}(a)"
        ),
        parameters=(Parameter("logit_alpha", "Logit of α", "a", 0.0, Reading("α", map="sigmoid")),),
        task="classification",
        verdict="cheats",
        verdict_text=(
            "α runs to a corner where one kind of mistake is free, and the model makes nothing "
            "but that mistake"
        ),
        destination="α → 0 (no positive missed) or 1 (no false alarm), loss → 0",
        cure="fix α, or choose it on validation data",
        reference="Salehi et al. 2017, arXiv:1706.05721",
        outputs=2,
        of_batch=True,
        shown_on="imbalanced_blobs",
    )
}
