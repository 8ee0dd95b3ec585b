"""Absolute error with a learned penalty on the size of the prediction."""

import keras
from keras import ops

from explorer.catalogue import Loss, Parameter
from explorer.losses.parametric import ParametricLoss


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


ENTRIES = {
    LearnedPenalty: Loss(
        key="penalty",
        title="Learned penalty α f²",
        summary="The loss of a widely read answer to the question why α does not move.",
        formula=r"L = \frac{1}{N}\sum_i |y_i - f_i| + \alpha\,\frac{1}{N}\sum_i f_i^2",
        parameters=(Parameter("alpha", "Penalty weight", "α", 1.0),),
        task="regression",
        verdict="diverges",
        verdict_text=(
            "this loss has no minimum in α: dL/dα = mean f² is never negative, so every step "
            "lowers α, and below zero it rewards ever larger predictions"
        ),
        reference="The question: keras-team/keras issues 12503, 12983, 13844",
    )
}
