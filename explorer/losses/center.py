"""Cross-entropy with a pull towards learned class centres."""

import keras
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter


def pull(y, x, centres):
    """Half the squared distance of each embedding to the centre of its class, `[batch]`.

    Args:
        y: one-hot, `[batch, classes]`.
        x: embeddings, `[batch, size]`.
        centres: `[classes, size]`.
    """
    return 0.5 * ops.sum(ops.square(x - ops.matmul(y, centres)), axis=-1)


@keras.saving.register_keras_serializable("explorer")
class CenterLoss(ParametricLoss):
    """Cross-entropy plus half the center loss, the two logits taken as the embedding.

    The parameters `centre_K_D` are coordinate D of the centre of class K.

    Shapes: y one-hot, logits `[batch, 2]`; returns `[batch]`, which Keras averages.
    Optimum for given logits: each centre is its class's mean.
    """

    def __init__(self, weight=0.5, **options):
        super().__init__(**options)
        self.weight = weight
        for name in ("centre_0_0", "centre_0_1", "centre_1_0", "centre_1_1"):
            self.add_parameter(name, 0.0)

    def call(self, y_true, y_pred):
        centres = ops.reshape(self.read_all(), (2, 2))
        cross_entropy = -ops.sum(y_true * ops.log_softmax(y_pred), axis=-1)
        return cross_entropy + self.weight * pull(y_true, y_pred, centres)

    def optimum(self, y_true, y_pred):
        counts = y_true.sum(axis=0)
        if not counts.all():
            return {}
        means = (y_true.T @ y_pred) / counts[:, None]
        return dict(zip(self.parameters, means.ravel().tolist(), strict=True))

    def get_config(self):
        return {**super().get_config(), "weight": self.weight}


ENTRIES = {
    CenterLoss: Loss(
        key="center",
        title="Center loss, learned centres",
        summary="Cross-entropy that also pulls each sample's logits to a learned class centre.",
        formula=(
            r"L = \frac{1}{N}\sum_i -\log\operatorname{softmax}(z_i)_{y_i}"
            r" + \frac12\cdot\frac12\lVert z_i - c_{y_i}\rVert^2"
        ),
        parameters=tuple(
            Parameter(
                f"centre_{label}_{axis}",
                f"Centre of class {label}, logit {axis}",
                f"c{'₀₁'[label]}{'₀₁'[axis]}",
                0.0,
            )
            for label in range(2)
            for axis in range(2)
        ),
        task="classification",
        verdict="converges",
        verdict_text=(
            "each centre settles at the mean of its class; the cross-entropy keeps the centres "
            "apart, while the pull alone would shrink all to one point"
        ),
        destination="the mean logits of each class",
        optimum=r"c_k^* = \frac{1}{N_k}\sum_{i:\,y_i=k} z_i",
        reference="Wen et al. 2016, doi:10.1007/978-3-319-46478-7_31",
        outputs=2,
        shown_on="moons",
    )
}
