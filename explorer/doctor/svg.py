"""Curves over the steps of a program as inline SVG, coloured by the report's stylesheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from explorer.records.curve import Point
from explorer.records.number import number
from explorer.words.axis import axis_for

WIDTH, HEIGHT = 420, 176
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 10, 36
"""Room around the plot, for the numbers and titles of its axes."""


@dataclass(frozen=True)
class Line:
    """A curve; `kind` is its class in the stylesheet."""

    kind: str
    points: Sequence[Point]


def chart(
    lines: Sequence[Line], unit: str, label: str, empty: str, room: Sequence[float] = ()
) -> str:
    """Axes with their numbers, and the lines over them.

    Args:
        lines: the last one is drawn on top.
        unit: title of the vertical axis.
        label: what the picture shows, for those who do not see it.
        empty: what stands in place of lines without a point.
        room: figures that the vertical axis covers in any case.
    """
    points = [point for line in lines for point in line.points]
    values = [value for _, value in points if value is not None]
    axis = axis_for([*values, *room] if values else [0.0, 1.0])
    first = min((step for step, _ in points), default=0)
    last = max((step for step, _ in points), default=1)
    bottom = HEIGHT - BOTTOM

    def x(step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (step - first) / max(last - first, 1)

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * axis.share(value)

    parts = []
    for value, text in axis.labels.items() if values else ():
        at = f"{y(value):.1f}"
        parts.append(f'<path class="grid" d="M{LEFT} {at}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at}" dy=".33em" text-anchor="end">{text}</text>')
    parts.append(f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{WIDTH - RIGHT}"/>')
    for step, anchor in ((first, "start"), (last, "end")):
        parts.append(_text(x(step), bottom + 14, anchor, f"{step:,}"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", "step"))
    middle = (TOP + bottom) / 2
    parts.append(
        f'<text transform="translate(11 {middle:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(unit)}</text>"
    )
    for line in lines:
        parts += [f'<path class="{line.kind}" d="{d}"/>' for d in _paths(line.points, x, y)]
    if not values:
        parts.append(_text((LEFT + WIDTH - RIGHT) / 2, middle, "middle", escape(empty)))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def described(name: str, points: Sequence[Point]) -> str:
    """A line in words: from where to where."""
    values = [value for _, value in points if value is not None]
    if not values:
        return f"{name}: nothing"
    return f"{name} from {number(values[0])} to {number(values[-1])}"


def _paths(points: Sequence[Point], x, y):
    """A path for each stretch without a gap; a single point is a short dash."""
    for there, stretch in groupby(points, key=lambda point: point[1] is not None):
        if there:
            places = [f"{x(step):.1f} {y(value):.1f}" for step, value in stretch]
            yield f"M{places[0]}h.1" if len(places) == 1 else f"M{'L'.join(places)}"


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'
