"""A vertical axis: which values it spans, and which of them are labelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from explorer.records.number import number

MOST = 5
"""Labels at most."""
ROOM = 0.06
"""Left free above and below the values, as a share of their range."""


@dataclass(frozen=True)
class Axis:
    """Where it begins and ends, and the text at each labelled value."""

    low: float
    high: float
    labels: dict[float, str]

    def share(self, value: float) -> float:
        """How far up `value` lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def axis_for(values: Sequence[float]) -> Axis:
    """An axis that shows all these values, which are finite."""
    low, high = min(values), max(values)
    # What hardly differs is shown as level.
    spread = max(high - low, 1e-3 * max(abs(low), abs(high), 1e-3))
    middle = low / 2 + high / 2
    low, high = middle - (0.5 + ROOM) * spread, middle + (0.5 + ROOM) * spread
    step = _step(high - low)
    places = range(ceil(low / step), floor(high / step) + 1)
    decimals = max(0, -floor(log10(step)))
    return Axis(low, high, {place * step: _text(place * step, decimals) for place in places})


def _step(span: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … that gives few enough labels."""
    power = 10.0 ** floor(log10(span / MOST))
    return next(step for times in (1, 2, 5, 10) if span / (step := times * power) <= MOST)


def _text(value: float, decimals: int) -> str:
    if abs(value) >= 1e5 or decimals > 4:
        return number(value)
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        text = text.removeprefix("-")  # a zero has no sign
    return text.replace("-", "−")
