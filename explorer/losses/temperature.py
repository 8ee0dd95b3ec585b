"""Cross-entropy with a learned temperature."""

import keras
import numpy as np
from keras import ops
from scipy.special import logsumexp

from explorer.losses.likelihood import estimate
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

LOG_T = (-5.0, 5.0)
"""Bounds: logits that are right on every sample call for T = 0."""


@keras.saving.register_keras_serializable("explorer")
class Temperature(ParametricLoss):
    """Cross-entropy of softmax(z / T) with log T learned.

    Shapes: y one-hot, logits z `[batch, classes]`; returns `[batch]` in nats, which Keras
    averages. Optimum for given logits: the mean logit of the true class is the one expected,
    mean z_y = mean E_p[z].
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_t", 0.0)

    def call(self, y_true, y_pred):
        t = ops.clip(self.read(self.log_t), *LOG_T)
        return -ops.sum(y_true * ops.log_softmax(y_pred * ops.exp(-t)), axis=-1)

    def optimum(self, y_true, y_pred):
        def mean_loss(raw):
            scaled = y_pred * np.exp(-raw[0])
            return np.mean(logsumexp(scaled, axis=1) - np.sum(y_true * scaled, axis=1))

        return estimate(mean_loss, {"log_t": 0.0}, [LOG_T])


ENTRIES = {
    Temperature: Loss(
        key="temperature",
        title="Cross-entropy, temperature T",
        summary="Cross-entropy of logits divided by a learned temperature T = exp t.",
        formula=(r"L = -\frac{1}{N}\sum_i \log\operatorname{softmax}(z_i/T)_{y_i},\quad T=e^{t}"),
        parameters=(Parameter("log_t", "Log temperature", "t", 0.0, Reading("T")),),
        task="classification",
        verdict="converges",
        verdict_text=(
            "T settles where the logits are calibrated; the last layer can do the same scaling, "
            "so each run ends at its own T, and on separable classes T falls towards 0"
        ),
        destination="T at which the mean logit of the true class is the one expected",
        optimum=r"T^*:\quad \frac1N\sum_i \sum_k p_{ik}z_{ik} = \frac1N\sum_i z_{iy_i}",
        reference="Guo et al. 2017, arXiv:1706.04599",
        shown_on="wrong_labels",
    )
}
