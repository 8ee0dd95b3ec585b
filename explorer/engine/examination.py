"""dL/dα of one step from the loss itself, as proof that the tape's gradient is there or lost."""

from collections.abc import Mapping
from math import isfinite

import keras
import numpy as np
import tensorflow as tf

from explorer.engine.errors import record_exception
from explorer.engine.training import Moment
from explorer.records.examination import Examined
from explorer.records.finding import Finding, found
from explorer.records.outcome import finite

H = 1e-4
"""How far a parameter is moved, times max(1, |α|).

The loss is computed in float64, where rounding adds about 1e-16 |L| / h = 1e-12 |L| to the
quotient, and the curvature of a smooth loss h² L‴/6, about 1e-9. In float32 no h serves: rounding
alone adds 1e-7 |L| / h. Measured on all losses at each of 300 steps, quotient and float32 tape
differ by at most 2e-4 max(gradient, 1e-3), except that of Student's log ν, where the tape itself
rounds: differences of digammas of a large ν differ by up to 3e-3; see `in_float32`.
"""
TOLERANCE = 1e-3
"""Relative difference up to which quotient and tape agree."""
SMALL = 1e-3
"""Smaller gradients are compared as if they had this size: near an optimum terms cancel, and what
is left of them in float32 has few digits."""
BENT = 0.75
"""One-sided quotients of a smooth loss come twice as close at half of h. If they keep more than
this share of their difference, the loss has a kink there."""
JUMPED = 1.5
"""And if it grows by more than this, the loss jumps: the quotient is a height divided by h."""


def examine(
    moment: Moment, loss, gradients: Mapping[str, float], trained_on: float
) -> dict[str, Examined]:
    """The finite difference of each parameter at one step. Changes no variable.

    Args:
        moment: what the step began with.
        loss: the wiring's loss; None where there is none.
        gradients: by parameter what the tape gave at that step; NaN for nothing.
        trained_on: the batch loss of the step, which the tape differentiated.

    Returns:
        What was found, by parameter.
    """
    if loss is None:
        return {name: Examined(None, None, found("no_loss")) for name in gradients}
    slope = Slope(moment, loss)
    return {
        name: _examined(slope, name, gradient, trained_on) for name, gradient in gradients.items()
    }


class Slope:
    """The loss of one batch around the values of its parameters, in float64.

    Args:
        moment: the batch, the network's outputs, and the values.
        loss: evaluated under the wiring's own `read`, whatever that does to a parameter.
    """

    def __init__(self, moment: Moment, loss):
        self.moment = moment
        self._loss = loss

    def at(self, name: str, value: float) -> float:
        """The loss with one parameter at another value."""
        return float(self._evaluate({**self.moment.values, name: value}))

    def beside(self, name: str, h: float) -> tuple[float, float]:
        """The values h below and above that of a parameter.

        Rounded to float32, so that a wiring that reads the parameter in float32 moves it as far.
        """
        value = self.moment.values[name]
        return float(np.float32(value - h)), float(np.float32(value + h))

    def gradient(self, name: str) -> float | None:
        """What a tape gives in float64; None for nothing."""
        value = tf.constant(self.moment.values[name], tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(value)
            loss = self._evaluate({**self.moment.values, name: value})
        gradient = tape.gradient(loss, value)
        return None if gradient is None else float(gradient)

    def _evaluate(self, values: Mapping[str, float | tf.Tensor]) -> tf.Tensor:
        return in_float64(self._loss, values)(self.moment.y, self.moment.outputs)


def in_float64(loss, values: Mapping[str, float | tf.Tensor]):
    """`loss` computed in float64, with `values` in place of its parameters."""
    double = loss.at(
        {name: tf.convert_to_tensor(value, tf.float64) for name, value in values.items()}
    )
    keras.losses.Loss.__init__(double, loss.name, loss.reduction, "float64")
    # What a wiring puts in place of a parameter may be float32, and the rest of the formula isn't.
    double.read = lambda parameter: tf.cast(loss.read(parameter), tf.float64)
    return double


def _examined(slope: Slope, name: str, gradient: float, trained_on: float) -> Examined:
    h = H * max(1.0, abs(slope.moment.values[name]))
    try:
        low, high = slope.beside(name, h)
        below, above = slope.at(name, low), slope.at(name, high)
        difference = (above - below) / (high - low)
        finding = _finding(slope, name, h, difference, gradient, trained_on)
    except Exception as error:  # whatever a user's loss can raise is a result
        raised = record_exception(error, slope.moment.step)
        finding = found("loss_raised", type=raised.type, message=raised.message)
        return Examined(None, None, finding)
    return Examined(finite(difference), h, finding)


def _finding(
    slope: Slope, name: str, h: float, difference: float, gradient: float, trained_on: float
) -> Finding:
    """Whether the difference is what the tape gives, else why not."""
    if not isfinite(difference):
        return found("not_finite_beside")
    apart = abs(difference - gradient)
    if apart <= TOLERANCE * abs(gradient):
        return found("agrees")
    if isfinite(gradient) and near(difference, gradient):
        return found("small_gradient", apart=apart)
    if difference == 0 and not isfinite(gradient):
        return found("flat")
    bend = _bend(slope, name, h)
    if bend is not None:
        return bend
    if not isfinite(gradient):
        return found("lost_by_tape")
    itself = slope.at(name, slope.moment.values[name])
    if not near(itself, trained_on):
        return found("other_objective", found=trained_on, expected=itself, step=slope.moment.step)
    exact = slope.gradient(name)
    if exact is not None and near(difference, exact):
        return found("in_float32", gradient=exact)
    return found("differs")


def near(value: float, other: float) -> bool:
    """Whether two gradients or losses agree within what float32 leaves of them."""
    return abs(value - other) <= TOLERANCE * max(abs(other), SMALL)


def _bend(slope: Slope, name: str, h: float) -> Finding | None:
    """A kink or a jump of the loss right where the parameter is; None where it is smooth."""
    left, right = _one_sided(slope, name, h)
    nearer = np.subtract(*_one_sided(slope, name, h / 2))
    apart = left - right
    if near(left, right) or abs(nearer) < BENT * abs(apart):
        return None
    if abs(nearer) > JUMPED * abs(apart):
        return found("jump", height=(left + right) * h)
    return found("kink", left=left, right=right)


def _one_sided(slope: Slope, name: str, h: float) -> tuple[float, float]:
    """The quotients to the left and to the right of a parameter."""
    value = slope.moment.values[name]
    low, high = slope.beside(name, h)
    here = slope.at(name, value)
    return (
        (here - slope.at(name, low)) / (value - low),
        (slope.at(name, high) - here) / (high - value),
    )
