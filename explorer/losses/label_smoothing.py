"""Cross-entropy with a learned amount of label smoothing."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class LearnedSmoothing(ParametricLoss):
    """(1 - eps) times cross-entropy with the label plus eps times that with uniform labels.

    eps = sigmoid(logit_eps); uniform over all classes, the true one included.

    Shapes: y one-hot, logits `[batch, classes]`; returns `[batch]` in nats, which Keras
    averages. Linear in eps: it runs to 0 once the model beats the uniform guess.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("logit_eps", -1.0)

    def call(self, y_true, y_pred):
        eps = ops.sigmoid(self.read(self.logit_eps))
        log_p = ops.log_softmax(y_pred)
        by_label = -ops.sum(y_true * log_p, axis=-1)
        by_uniform = -ops.mean(log_p, axis=-1)
        return (1 - eps) * by_label + eps * by_uniform


ENTRIES = {
    LearnedSmoothing: Loss(
        key="label_smoothing",
        title="Label smoothing, learned ε",
        summary="Labels mixed with a share ε of the uniform guess, trained as it stands.",
        formula=(
            r"L = -\frac{1}{N}\sum_i \Big[(1-\varepsilon)\log p_{iy_i}"
            r" + \frac{\varepsilon}{K}\sum_k \log p_{ik}\Big],\quad p_i=\operatorname{softmax}(z_i)"
        ),
        parameters=(
            Parameter(
                "logit_eps",
                "Logit of the share",
                "g",
                -1.0,
                Reading("ε", map="sigmoid"),
                heads="down",
            ),
        ),
        task="classification",
        verdict="cheats",
        verdict_text=(
            "the loss is linear in ε: as soon as the model beats a uniform guess, less smoothing "
            "is always cheaper, whatever the share of wrong labels"
        ),
        destination="ε → 0",
        cure="fix ε, or choose it on validation data",
        reference="Szegedy et al. 2016, arXiv:1512.00567",
        shown_on="wrong_labels",
    )
}
