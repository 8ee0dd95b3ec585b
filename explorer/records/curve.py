"""The points of a checked parameter's curves, as charts draw them."""

from collections.abc import Sequence
from math import isfinite

from explorer.records.catalogue import MOVED
from explorer.records.checkup import Checked

Point = tuple[float, float | None]
"""Step and figure; None where there was nothing finite."""
STILL = 10
"""How many times the least movement an axis spans to each side of a start."""
FARTHEST = 1e300
"""Figures are drawn no farther from zero, so that the span of an axis is finite."""


def value_points(checked: Checked) -> list[Point]:
    """Its value after each step, from its start at step 0 on."""
    steps, values = checked.curve.get("step", ()), checked.curve.get("value", ())
    points = [(step - 1, _drawn(value)) for step, value in zip(steps, values, strict=True)]
    if points:
        points.append((max(checked.steps, steps[-1]), _drawn(checked.final)))
    return points


def gradient_points(checked: Checked, column: str) -> list[Point]:
    """The gradient at each step.

    Args:
        column: `available` or `delivered`.
    """
    steps, values = checked.curve.get("step", ()), checked.curve.get(column, ())
    return [(step, _drawn(value)) for step, value in zip(steps, values, strict=True)]


def still(checked: Checked) -> tuple[float, ...]:
    """The ends of a span in which a parameter that has not moved looks as if it had not."""
    start = _drawn(checked.initial)
    if start is None:
        return ()
    span = STILL * MOVED * max(1.0, abs(start))
    return start - span, start + span


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """About `most` points at most: of each stretch the lowest and the highest, and the ends."""
    if len(points) <= most:
        return list(points)
    width = -(-2 * len(points) // (most - 2))
    kept = {0, len(points) - 1}
    for begin in range(0, len(points), width):
        stretch = range(begin, min(begin + width, len(points)))
        there = [i for i in stretch if points[i][1] is not None]
        kept |= {
            min(there, key=lambda i: points[i][1], default=begin),
            max(there, key=lambda i: points[i][1], default=begin),
        }
    return [points[i] for i in sorted(kept)]


def _drawn(value: float | None) -> float | None:
    if value is None or not isfinite(value):
        return None
    return min(max(value, -FARTHEST), FARTHEST)
