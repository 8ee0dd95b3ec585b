"""A physics-informed network that learns the rate k of u' = -k u, with data and without."""

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter


@keras.saving.register_keras_serializable("explorer")
class InversePINN(ParametricLoss):
    """(y - u)^2 + (u' + k u)^2: a data term, and the equation with k learned.

    Shapes: y `[batch, 1]`, the network's u and u' `[batch, 2]`; returns `[batch]`, which Keras
    averages. k in 1 / time. Optimum for given u: k = -<u, u'> / <u, u>.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("k", 0.0)

    def call(self, y_true, y_pred):
        u, slope = y_pred[:, 0], y_pred[:, 1]
        residual = slope + self.read(self.k) * u
        return ops.square(y_true[:, 0] - u) + ops.square(residual)

    def optimum(self, y_true, y_pred):
        u, slope = y_pred.T
        return {"k": float(-np.mean(u * slope) / np.mean(u**2))}


@keras.saving.register_keras_serializable("explorer")
class InversePINNWithoutData(ParametricLoss):
    """(u' + k u)^2 alone: the equation with k learned, without a data term.

    Shapes: y `[batch, 1]` unused, the network's u and u' `[batch, 2]`; returns `[batch]`,
    which Keras averages. Every k has exact solutions; u = 0 solves it for all k.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("k", 0.0)

    def call(self, y_true, y_pred):
        u, slope = y_pred[:, 0], y_pred[:, 1]
        return ops.square(slope + self.read(self.k) * u)


EQUATION = r"\frac{1}{N}\sum_i \big(u'(t_i) + k\,u(t_i)\big)^2"

ENTRIES = {
    InversePINN: Loss(
        key="inverse_pinn",
        title="Inverse PINN, learned rate k",
        summary="Fits u(t) to the data and to u′ = −k u at once; the rate k is learned.",
        formula=r"L = \frac{1}{N}\sum_i \big(y_i-u(t_i)\big)^2 + " + EQUATION,
        parameters=(Parameter("k", "Decay rate", "k", 0.0, estimates="rate"),),
        task="physics",
        verdict="converges",
        verdict_text="the data fix u, and u fixes the only k that fits the equation",
        destination="k = −⟨u, u′⟩ / ⟨u, u⟩",
        optimum=r"k^* = -\frac{\sum_i u(t_i)\,u'(t_i)}{\sum_i u(t_i)^2}",
        loss_lr=0.02,
        reference="Raissi, Perdikaris & Karniadakis 2017, arXiv:1711.10566",
        outputs=1,
    ),
    InversePINNWithoutData: Loss(
        key="inverse_pinn_without_data",
        title="Inverse PINN without data",
        summary="Fits u(t) to u′ = −k u alone; the measurements are not in the loss.",
        formula="L = " + EQUATION,
        parameters=(Parameter("k", "Decay rate", "k", 0.0, estimates="rate"),),
        task="physics",
        verdict="cheats",
        verdict_text=(
            "every k has a curve that solves the equation, and u = 0 solves it for all: the loss "
            "reaches 0 and k means nothing"
        ),
        destination="any k, loss → 0",
        cure="a data term, which fixes u",
        cured_by="inverse_pinn",
        loss_lr=0.02,
        reference="Raissi, Perdikaris & Karniadakis 2017, arXiv:1711.10566",
        outputs=1,
    ),
}
