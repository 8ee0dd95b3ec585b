"""Bounds on the size of the prediction, each held by a multiplier that climbs."""

import keras
import numpy as np
from keras import ops

from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading


@keras.saving.register_keras_serializable("explorer")
class PenaltyConstraint(ParametricLoss):
    """mean |y - f| + alpha (mean f^2 - bound), alpha = softplus(rho) to be maximised.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/dalpha = mean f^2 - bound: climbing raises alpha while the bound is broken.
    Of all multiples g of given predictions the one with mean g^2 = bound is best, and there
    alpha = mean g sign(y - g) / (2 bound).
    """

    def __init__(self, bound=0.2, **options):
        super().__init__(**options)
        self.bound = bound
        self.add_parameter("rho", 0.5)

    def call(self, y_true, y_pred):
        alpha = ops.softplus(self.read(self.rho))
        return ops.abs(y_true - y_pred) + alpha * (ops.square(y_pred) - self.bound)

    def optimum(self, y_true, y_pred):
        g = y_pred * np.sqrt(self.bound / np.mean(y_pred**2))
        return multiplier("rho", np.mean(g * np.sign(y_true - g)) / (2 * self.bound))

    def get_config(self):
        return {**super().get_config(), "bound": self.bound}


@keras.saving.register_keras_serializable("explorer")
class LagrangeMultiplier(ParametricLoss):
    """mean (y - f)^2 / 2 + lambda (mean f^2 - bound) / 2, lambda = softplus(rho) maximised.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    dL/dlambda = (mean f^2 - bound) / 2: climbing raises lambda while the bound is broken.
    Of all multiples g of given predictions the one with mean g^2 = bound is best, and there
    lambda = mean (y g) / bound - 1.
    """

    def __init__(self, bound=0.2, **options):
        super().__init__(**options)
        self.bound = bound
        self.add_parameter("rho", 0.5)

    def call(self, y_true, y_pred):
        price = ops.softplus(self.read(self.rho))
        return 0.5 * (ops.square(y_true - y_pred) + price * (ops.square(y_pred) - self.bound))

    def optimum(self, y_true, y_pred):
        g = y_pred * np.sqrt(self.bound / np.mean(y_pred**2))
        return multiplier("rho", np.mean(y_true * g) / self.bound - 1)

    def get_config(self):
        return {**super().get_config(), "bound": self.bound}


def multiplier(name, value):
    """The raw parameter whose softplus is `value`; empty where the bound does not bind."""
    if not value > 0:
        return {}
    return {name: float(value + np.log(-np.expm1(-value)))}


ENTRIES = {
    PenaltyConstraint: Loss(
        key="penalty_constraint",
        title="Penalty as a constraint",
        summary="Absolute error subject to mean f² ≤ 0.2; α is the price of breaking the bound.",
        formula=(
            r"\min_f\max_{\alpha\ge0}\ \frac{1}{N}\sum_i |y_i - f_i|"
            r" + \alpha\Big(\frac{1}{N}\sum_i f_i^2 - c\Big),\quad c=0.2"
        ),
        parameters=(Parameter("rho", "Raw multiplier", "ρ", 0.5, Reading("α", map="softplus")),),
        task="regression",
        verdict="needs ascent",
        verdict_text=(
            "α is a price: it has to rise while mean f² is above the bound; descending drives it "
            "away from where the two balance, up without end once mean f² is below the bound"
        ),
        destination="α at which mean f² = 0.2; by descent ∞, with f → 0, or 0",
        optimum=(
            r"\alpha^* = \frac{1}{2cN}\sum_i g_i\operatorname{sign}(y_i-g_i),\quad"
            r" g = f\sqrt{cN/\textstyle\sum_i f_i^2}"
        ),
        cure="gradient ascent for α, descent for the model",
        loss_lr=0.01,
        reference="Platt & Barr 1987, Constrained Differential Optimization, NIPS",
    ),
    LagrangeMultiplier: Loss(
        key="lagrange",
        title="Lagrange multiplier λ",
        summary="Squared error subject to mean f² ≤ 0.2; λ is the price of breaking the bound.",
        formula=(
            r"\min_f\max_{\lambda\ge0}\ \frac{1}{2N}\sum_i (y_i - f_i)^2"
            r" + \frac{\lambda}{2}\Big(\frac{1}{N}\sum_i f_i^2 - c\Big),\quad c=0.2"
        ),
        parameters=(Parameter("rho", "Raw multiplier", "ρ", 0.5, Reading("λ", map="softplus")),),
        task="regression",
        verdict="needs ascent",
        verdict_text=(
            "λ has to rise while mean f² is above the bound; descending drives it away from where "
            "the two balance, up without end once mean f² is below the bound"
        ),
        destination="λ at which mean f² = 0.2; by descent ∞, with f → 0, or 0",
        optimum=(
            r"\lambda^* = \frac{1}{cN}\sum_i y_i g_i - 1,\quad"
            r" g = f\sqrt{cN/\textstyle\sum_i f_i^2}"
        ),
        cure="gradient ascent for λ, descent for the model",
        loss_lr=0.01,
        reference="Platt & Barr 1987, NIPS; the same ascent in arXiv:1812.05905",
    ),
}
