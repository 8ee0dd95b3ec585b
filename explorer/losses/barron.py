"""Barron's general robust loss with learned shape and scale: bare, and as a likelihood."""

import math
from dataclasses import replace

import keras
import numpy as np
from keras import ops
from scipy.special import expit

from explorer.losses.likelihood import estimate, log_scale
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Loss, Parameter, Reading

LOWEST, SPAN = 0.001, 1.998
"""alpha stays in (0.001, 1.999): at 0 and 2 the formula is 0/0."""
SMALLEST_SCALE = 1e-5
UNIT = math.log(math.e - 1)
"""Raw scale 0 means c = 1."""
# Beyond x = sinh 20 the slopes overflow in float32; Z is exact to 4e-9 with these nodes.
NODES = np.sinh(np.linspace(0, 20, 201))
WEIGHTS = np.cosh(np.linspace(0, 20, 201)) * np.where(np.arange(201) % 200, 0.2, 0.1)


def general_rho(z, alpha):
    """rho = (b / alpha) ((z / b + 1)^(alpha / 2) - 1) with z = (r / c)^2, b = |alpha - 2|.

    Written with expm1 and log1p: the power loses all digits in float32 for small z or alpha.
    """
    b = ops.abs(alpha - 2)
    return b / alpha * ops.expm1(alpha / 2 * ops.log1p(z / b))


def log_partition(alpha):
    """log of the integral of exp(-rho) over x for c = 1, by the trapezoid rule in asinh x."""
    squares = ops.convert_to_tensor(NODES**2, alpha.dtype)
    weights = ops.convert_to_tensor(WEIGHTS, alpha.dtype)
    return ops.log(ops.sum(weights * ops.exp(-general_rho(squares, alpha))))


@keras.saving.register_keras_serializable("explorer")
class GeneralBarron(ParametricLoss):
    """rho(r; alpha, c) alone, with alpha = 0.001 + 1.998 sigmoid(a), c = softplus of q.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]`, which Keras averages.
    drho/dalpha > 0 and drho/dc < 0 everywhere: both run to their bounds.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_alpha", 0.0)
        self.add_parameter("raw_c", 0.0)

    def call(self, y_true, y_pred):
        alpha = LOWEST + SPAN * ops.sigmoid(self.read(self.raw_alpha))
        c = SMALLEST_SCALE + (1 - SMALLEST_SCALE) * ops.softplus(self.read(self.raw_c) + UNIT)
        return general_rho(ops.square((y_true - y_pred) / c), alpha)


@keras.saving.register_keras_serializable("explorer")
class AdaptiveBarron(ParametricLoss):
    """rho(r; alpha, c) + log c + log Z(alpha): the negative log-likelihood that rho belongs to.

    Shapes: y, f `[batch, outputs]`; returns `[batch, outputs]` in nats, which Keras averages.
    No closed-form optimum; the maximum-likelihood estimate.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("raw_alpha", 0.0)
        self.add_parameter("raw_c", 0.0)

    def call(self, y_true, y_pred):
        alpha = LOWEST + SPAN * ops.sigmoid(self.read(self.raw_alpha))
        c = SMALLEST_SCALE + (1 - SMALLEST_SCALE) * ops.softplus(self.read(self.raw_c) + UNIT)
        rho = general_rho(ops.square((y_true - y_pred) / c), alpha)
        return rho + ops.log(c) + log_partition(alpha)

    def optimum(self, y_true, y_pred):
        squared = (y_true - y_pred) ** 2

        def rho(z, alpha):
            b = 2 - alpha
            return b / alpha * np.expm1(alpha / 2 * np.log1p(z / b))

        def mean_loss(raw):
            alpha = LOWEST + SPAN * expit(raw[0])
            c = SMALLEST_SCALE + (1 - SMALLEST_SCALE) * np.logaddexp(0, raw[1] + UNIT)
            z = WEIGHTS @ np.exp(-rho(NODES**2, alpha))
            return np.mean(rho(squared / c**2, alpha)) + np.log(c * z)

        scale = np.exp(log_scale(squared) / 2)
        start = {"raw_alpha": 0.0, "raw_c": float(scale + np.log(-np.expm1(-scale)) - UNIT)}
        return estimate(mean_loss, start, [(-10, 10), (-14, 14)])


SHAPE = Parameter(
    "raw_alpha", "Raw shape", "a", 0.0, Reading("α", map="sigmoid", factor=SPAN, offset=LOWEST)
)
SCALE = Parameter(
    "raw_c",
    "Raw scale",
    "q",
    0.0,
    Reading("c", map="softplus", shift=UNIT, factor=1 - SMALLEST_SCALE, offset=SMALLEST_SCALE),
)
RHO = (
    r"\rho_i = \frac{|\alpha-2|}{\alpha}\Big[\Big(\frac{((y_i-f_i)/c)^2}{|\alpha-2|}+1\Big)"
    r"^{\alpha/2}-1\Big]"
)

ENTRIES = {
    GeneralBarron: Loss(
        key="barron_general",
        title="Barron general, bare α and c",
        summary="A family from squared error to heavy-tailed losses, without its normaliser.",
        formula=r"L = \frac{1}{N}\sum_i \rho_i,\quad " + RHO,
        parameters=(SHAPE, replace(SCALE, heads="up")),
        task="regression",
        verdict="cheats",
        verdict_text=(
            "every residual is cheaper with a smaller α and a larger c: c grows without end and "
            "takes the loss to 0, and α falls until a large c leaves it without effect"
        ),
        destination="c → ∞, loss → 0; α falls",
        cure="the normaliser log c + log Z(α), which makes it a likelihood",
        cured_by="barron",
        reference="Barron 2019, arXiv:1701.03077",
        shown_on="outlier_line",
    ),
    AdaptiveBarron: Loss(
        key="barron",
        title="Barron adaptive, α and c",
        summary="Negative log-likelihood whose tails are learned, from Cauchy-like to normal.",
        formula=r"L = \frac{1}{N}\sum_i \rho_i + \log c + \log Z(\alpha),\quad " + RHO,
        parameters=(SHAPE, SCALE),
        task="regression",
        verdict="converges",
        verdict_text=(
            "log c + log Z(α) makes it a likelihood, and α and c settle at its maximum; α may sit "
            "at a limit there, on normal noise at the upper one, with far outliers at the lower one"
        ),
        destination="the maximum-likelihood α and c",
        reference="Barron 2019, arXiv:1701.03077",
        shown_on="outlier_line",
    ),
}
