"""The curves of loss parameters, under a row for each run."""

from collections.abc import Sequence
from itertools import pairwise

from explorer.preview.axis import axis_for
from explorer.preview.canvas import EDGE, MUTED, Canvas, Point
from explorer.preview.font import BOLD, REGULAR, fitted, length
from explorer.preview.frame import BOTTOM, LEFT, RIGHT, TOP
from explorer.preview.picture import Picture, Plot, Row
from explorer.records.number import count, number

SWATCH = 76
LABEL = 25
"""Size of the text at the axes."""
END = 30
"""Size of the values at the ends of curves."""


def draw_curves(canvas: Canvas, picture: Picture) -> None:
    """Draw the rows, and below them the plots side by side."""
    high = 46 if len(picture.rows) <= 2 else 38
    for place, row in enumerate(picture.rows):
        _row(canvas, row, TOP + (place + 0.5) * high)
    top = TOP + len(picture.rows) * high + 52
    wide = (RIGHT - LEFT + 24) / len(picture.plots)
    for place, plot in enumerate(picture.plots):
        left = LEFT + place * wide
        _plot(canvas, plot, picture.rows, (left, top, left + wide - 24, BOTTOM))


def _row(canvas: Canvas, row: Row, middle: float) -> None:
    canvas.line([(LEFT, middle), (LEFT + SWATCH, middle)], row.color, 7, row.dash)
    y = middle + 11
    x = canvas.text((LEFT + SWATCH + 20, y), row.kind, 31, row.color, weight=BOLD)
    words, size = fitted(row.words, 460, size=29, least=24, weight=BOLD)
    canvas.text((RIGHT, y), words, size, row.color, align="right", weight=BOLD)
    room = RIGHT - length(words, size, BOLD) - 30 - x
    title, size = fitted(f"  {row.title}", room, size=31, least=25, weight=REGULAR)
    canvas.text((x, y), title, size)


def _plot(
    canvas: Canvas, plot: Plot, rows: Sequence[Row], box: tuple[float, float, float, float]
) -> None:
    left, top, right, bottom = box
    values = [value for curve in plot.curves for _, value in curve.points]
    axis = axis_for(values if plot.truth is None else [*values, plot.truth])
    canvas.text((left, top - 16), plot.symbol, 31, weight=BOLD)
    left += max((length(text, LABEL) for text in axis.labels.values()), default=0) + 14
    right -= max(length(curve.end, END, BOLD) for curve in plot.curves) + 20

    def at(step: float, value: float) -> tuple[float, float]:
        x = left + (right - left) * step / plot.steps
        return x, bottom - (bottom - top) * axis.share(value)

    for value, text in axis.labels.items():
        _, y = at(0, value)
        canvas.line([(left, y), (right, y)], EDGE, 2)
        canvas.text((left - 14, y + 8), text, LABEL, MUTED, align="right")
    for step in plot.changes:
        canvas.line([at(step, axis.low), at(step, axis.high)], MUTED, 2, "dot")
    canvas.text((left, bottom + 34), "0", LABEL, MUTED)
    canvas.text((right, bottom + 34), count(plot.steps, "step"), LABEL, MUTED, align="right")
    if plot.truth is not None:
        canvas.line([at(0, plot.truth), at(plot.steps, plot.truth)], MUTED, 2.5, "dot")
    # Dashed lines last, so that both of two that coincide show.
    for curve in sorted(plot.curves, key=lambda curve: rows[curve.run].dash != "solid"):
        row = rows[curve.run]
        points = [at(*point) for point in curve.points]
        canvas.line(points, row.color, 5, row.dash)
        canvas.disc(points[-1], 8, row.color, row.color)
    if plot.truth is not None:
        text = f"true value {number(plot.truth)}"
        drawn = [at(*point) for curve in plot.curves for point in curve.points]
        places = [at(share * plot.steps, plot.truth) for share in (0.5, 0.7, 0.3)]
        baselines = [(x, y + shift) for shift in (-16, 34) for x, y in places]
        canvas.text(freest(baselines, length(text, LABEL), drawn), text, LABEL, MUTED, "middle")
    ends = [at(*curve.points[-1]) for curve in plot.curves]
    for curve, (x, _), y in zip(plot.curves, ends, apart([y for _, y in ends], END), strict=True):
        canvas.text((x + 18, y + 10), curve.end, END, rows[curve.run].color, weight=BOLD)


def freest(baselines: Sequence[Point], wide: float, drawn: Sequence[Point]) -> Point:
    """The first of the places for a text of that width that covers the fewest points."""

    def covered(place: Point) -> int:
        x, y = place
        return sum(abs(px - x) < wide / 2 and y - LABEL < py < y + 6 for px, py in drawn)

    return min(baselines, key=covered)


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The places, moved as little as keeps each `gap` from the next."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for _ in range(len(places)):  # each pass settles at least one more
        for above, below in pairwise(order):
            short = gap - (moved[below] - moved[above])
            if short > 0:
                moved[above] -= short / 2
                moved[below] += short / 2
    return moved
