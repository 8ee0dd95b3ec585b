"""Cross-entropy with learned class weights: free, and through a softmax."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter


@keras.saving.register_keras_serializable("explorer")
class ClassWeights(ParametricLoss):
    """Cross-entropy times the weight of the true class, the weights free.

    Shapes: y one-hot, logits `[batch, classes]`; returns `[batch]`, which Keras averages.
    dL/dw_k = the mean cross-entropy from class k >= 0: every weight only falls.
    """

    def __init__(self, classes=2, **options):
        super().__init__(**options)
        self.classes = classes
        for index in range(classes):
            self.add_parameter(f"weight_{index}", 1.0)

    def call(self, y_true, y_pred):
        weights = self.read_all()
        return -ops.sum(y_true * weights * ops.log_softmax(y_pred), axis=-1)

    def get_config(self):
        return {**super().get_config(), "classes": self.classes}


@keras.saving.register_keras_serializable("explorer")
class SoftmaxClassWeights(ParametricLoss):
    """Cross-entropy times the weight of the true class, weights = softmax of the parameters.

    Shapes: y one-hot, logits `[batch, classes]`; returns `[batch]`, which Keras averages.
    dL/da_k = w_k (L_k - sum w L): weight flows to the class that costs least.
    """

    def __init__(self, classes=2, **options):
        super().__init__(**options)
        self.classes = classes
        for index in range(classes):
            self.add_parameter(f"logit_{index}", 0.0)

    def call(self, y_true, y_pred):
        logits = self.read_all()
        return -ops.sum(y_true * ops.softmax(logits) * ops.log_softmax(y_pred), axis=-1)

    def get_config(self):
        return {**super().get_config(), "classes": self.classes}


CURE = "fixed weights, or weights chosen on validation data"

ENTRIES = {
    ClassWeights: Loss(
        key="class_weights",
        title="Class weights, free",
        summary="Cross-entropy with one weight per class; the weights are trained as they are.",
        formula=r"L = -\frac{1}{N}\sum_i w_{y_i}\log\operatorname{softmax}(z_i)_{y_i}",
        parameters=tuple(
            Parameter(f"weight_{index}", f"Weight of class {index}", f"w{sub}", 1.0, heads="down")
            for index, sub in enumerate("₀₁")
        ),
        task="classification",
        verdict="diverges",
        verdict_text=(
            "dL/dw is a class's cross-entropy, never negative: no weight ever rises, and the first "
            "one below zero rewards ever more wrong answers"
        ),
        destination="w → −∞, for one class or more",
        cure=CURE,
        reference="Degenerate by design; Ren et al. 2018, arXiv:1803.09050, learns weights",
        outputs=2,
        shown_on="imbalanced_blobs",
    ),
    SoftmaxClassWeights: Loss(
        key="class_weights_softmax",
        title="Class weights, softmax",
        summary="Cross-entropy with class weights that are a softmax of learned numbers.",
        formula=(
            r"L = -\frac{1}{N}\sum_i w_{y_i}\log\operatorname{softmax}(z_i)_{y_i},\quad"
            r" w=\operatorname{softmax}(a)"
        ),
        parameters=tuple(
            Parameter(f"logit_{index}", f"Logit of class {index}", f"a{sub}", 0.0)
            for index, sub in enumerate("₀₁")
        ),
        task="classification",
        verdict="cheats",
        verdict_text=(
            "the cheapest mixture is one class alone, the easiest or the rarest: its weight goes "
            "to 1 and the model may always answer with that class"
        ),
        destination="all weight on the class that costs least, easy or rare",
        cure=CURE,
        reference="Degenerate by design; ascent instead is Sagawa et al. 2020, arXiv:1911.08731",
        outputs=2,
        shown_on="imbalanced_blobs",
    ),
}
