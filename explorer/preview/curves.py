"""The curves of loss parameters, under a row for each run."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.preview.canvas import EDGE, MUTED, Canvas, Point
from explorer.preview.font import BOLD, REGULAR, fitted, length
from explorer.preview.frame import BOTTOM, LEFT, RIGHT, TOP
from explorer.preview.picture import Picture, Plot, Row
from explorer.preview.placing import apart, freest
from explorer.records.number import count, number
from explorer.words.axis import Axis, axis_for

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


@dataclass(frozen=True)
class Area:
    """Where the curves of one plot are drawn."""

    left: float
    top: float
    right: float
    bottom: float
    steps: int
    axis: Axis

    def at(self, step: float, value: float) -> Point:
        """Where a value at a step is drawn."""
        x = self.left + (self.right - self.left) * step / self.steps
        return x, self.bottom - (self.bottom - self.top) * self.axis.share(value)


def _plot(
    canvas: Canvas, plot: Plot, rows: Sequence[Row], box: tuple[float, float, float, float]
) -> None:
    left, top, right, bottom = box
    values = [value for curve in plot.curves for _, value in curve.points]
    axis = axis_for(values if plot.truth is None else [*values, plot.truth])
    labels = max((length(text, LABEL) for text in axis.labels.values()), default=0)
    ends = max(length(curve.end, END, BOLD) for curve in plot.curves)
    area = Area(left + labels + 14, top, right - ends - 20, bottom, plot.steps, axis)
    canvas.text((left, top - 16), plot.symbol, 31, weight=BOLD)
    _draw_axes(canvas, area)
    for step in plot.changes:
        canvas.line([area.at(step, axis.low), area.at(step, axis.high)], MUTED, 2, "dot")
    if plot.truth is not None:
        canvas.line([area.at(0, plot.truth), area.at(plot.steps, plot.truth)], MUTED, 2.5, "dot")
    # Dashed lines last, so that both of two that coincide show.
    for curve in sorted(plot.curves, key=lambda curve: rows[curve.run].dash != "solid"):
        points = [area.at(*point) for point in curve.points]
        row = rows[curve.run]
        canvas.line(points, row.color, 5, row.dash)
        canvas.disc(points[-1], 8, row.color, row.color)
    if plot.truth is not None:
        _name_truth(canvas, plot, area)
    places = [area.at(*curve.points[-1]) for curve in plot.curves]
    heights = apart([y for _, y in places], END)
    for curve, (x, _), y in zip(plot.curves, places, heights, strict=True):
        canvas.text((x + 18, y + 10), curve.end, END, rows[curve.run].color, weight=BOLD)


def _draw_axes(canvas: Canvas, area: Area) -> None:
    for value, text in area.axis.labels.items():
        _, y = area.at(0, value)
        canvas.line([(area.left, y), (area.right, y)], EDGE, 2)
        canvas.text((area.left - 14, y + 8), text, LABEL, MUTED, align="right")
    y = area.bottom + 34
    canvas.text((area.left, y), "0", LABEL, MUTED)
    canvas.text((area.right, y), count(area.steps, "step"), LABEL, MUTED, align="right")


def _name_truth(canvas: Canvas, plot: Plot, area: Area) -> None:
    """Name the line of the true value, above or below it, where the curves leave most room."""
    text = f"true value {number(plot.truth)}"
    points = [area.at(*point) for curve in plot.curves for point in curve.points]
    places = [area.at(share * plot.steps, plot.truth) for share in (0.5, 0.7, 0.3)]
    baselines = [(x, y + shift) for shift in (-16, 34) for x, y in places]
    place = freest(baselines, (length(text, LABEL), LABEL), points)
    canvas.text(place, text, LABEL, MUTED, align="middle")
