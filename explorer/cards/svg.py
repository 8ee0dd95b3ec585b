"""Sketches as inline SVG: pure text, coloured by the page's style sheet."""

from collections.abc import Iterable
from html import escape

import numpy as np

from explorer.records.sketch import DatasetSketch, LossSketch

WIDTH = 340
LOSS_HEIGHT, DATASET_HEIGHT = 132, 176
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 8, 16
"""Room around the plot, for the numbers at its axes."""
MARGIN = 0.05
"""Share of the span by which the axes extend beyond what is drawn."""
KINDS = 5
"""Colours and symbols of groups; further groups reuse them."""
SIZE = 2.4
MOST_UNLIKE = 4
"""Largest ratio of two spans that are drawn at one scale."""
MOST_LETTERS = 46
"""Of the words below the plot, between its two numbers."""


def loss_svg(sketch: LossSketch, label: str) -> str:
    """Lines from faint to strong, and the one of the first values in grey."""
    frame = Frame(_span(sketch.x), _heights(sketch), sketch.x_words, LOSS_HEIGHT)
    if np.ptp(sketch.x):
        frame.across = _span(sketch.x)  # a line ends where the plot does
    count = len(sketch.lines)
    strengths = 0.2 + 0.8 * np.arange(count) / max(1, count - 1)
    strengths[sketch.start] = 1
    lines = [
        f'<polyline class="line{" start" if i == sketch.start else ""}" '
        f'style="--i:{i};--strength:{strengths[i]:.2f}" points="{frame.points(sketch.x, line)}"/>'
        for i, line in enumerate(sketch.lines)
    ]
    return frame.svg(lines, label)


def dataset_svg(sketch: DatasetSketch, label: str) -> str:
    """A symbol for each point, by its group; a single group has no colour."""
    x, y = sketch.points.T
    frame = Frame(_span(x), _span(y), sketch.x_words, DATASET_HEIGHT)
    if sketch.plane:
        frame.equalise()
    single = len(np.unique(sketch.groups)) == 1
    marks = [
        _mark(frame.x(x), frame.y(y), "data" if single else f"g{group % KINDS}", group % KINDS)
        for (x, y), group in zip(sketch.points.tolist(), sketch.groups.tolist(), strict=True)
    ]
    return frame.svg(marks, label)


def swatch(group: int) -> str:
    """The symbol of a group, for a legend."""
    mark = _mark(5, 5, f"g{group % KINDS}", group % KINDS)
    return f'<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">{mark}</svg>'


class Frame:
    """Where data lie in the picture: two spans, with a margin around, and the words below."""

    def __init__(self, across: tuple, up: tuple, words: str, height: int):
        self.ends = {"across": across, "up": up}
        self.across, self.up = _widened(across), _widened(up)
        self.words = cut(words, MOST_LETTERS)
        self.height = height
        self.plot_width, self.plot_height = WIDTH - LEFT - RIGHT, height - TOP - BOTTOM

    def equalise(self) -> None:
        """Give both axes one scale, so that a ring is round, unless the data would be a line."""
        wide, tall = (high - low for low, high in (self.across, self.up))
        if not 1 / MOST_UNLIKE < wide / tall < MOST_UNLIKE:
            return
        scale = max(wide / self.plot_width, tall / self.plot_height)
        self.across = _around(self.across, scale * self.plot_width)
        self.up = _around(self.up, scale * self.plot_height)

    def x(self, value: float) -> float:
        """Where a value lies from the left."""
        low, high = self.across
        return LEFT + self.plot_width * (value - low) / (high - low)

    def y(self, value: float) -> float:
        """Where a value lies from the top; values far outside the plot are clamped."""
        low, high = self.up
        share = min(max((value - low) / (high - low), -2.0), 3.0)
        return TOP + self.plot_height * (1 - share)

    def points(self, x: Iterable[float], y: Iterable[float]) -> str:
        """A line's points as SVG writes them; those that are not finite are left out."""
        pairs = zip(np.asarray(x).tolist(), np.asarray(y).tolist(), strict=True)
        return " ".join(f"{self.x(a):.1f},{self.y(b):.1f}" for a, b in pairs if np.isfinite(b))

    def svg(self, drawn: list[str], label: str) -> str:
        """The whole picture: axes, what is drawn, clipped to the plot, and numbers at the ends."""
        box = f'x="{LEFT}" y="{TOP}" width="{self.plot_width}" height="{self.plot_height}"'
        view = f'viewBox="{LEFT} {TOP} {self.plot_width} {self.plot_height}"'
        kind = "" if self.height == LOSS_HEIGHT else " points"
        return (
            f'<svg class="sketch{kind}" viewBox="0 0 {WIDTH} {self.height}" role="img" '
            f'aria-label="{escape(label)}">{"".join(self._axes())}'
            f'<svg class="plot" {box} {view}>{"".join(drawn)}</svg></svg>'
        )

    def _axes(self) -> Iterable[str]:
        left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, self.height - BOTTOM
        if self.across[0] < 0 < self.across[1]:
            yield f'<path class="zero" d="M{self.x(0):.1f} {top}V{bottom}"/>'
        if self.up[0] < 0 < self.up[1]:
            yield f'<path class="zero" d="M{left} {self.y(0):.1f}H{right}"/>'
        yield f'<path class="axis" d="M{left} {top}V{bottom}H{right}"/>'
        middle, below = (left + right) / 2, self.height - 4
        for value, anchor in zip(self.ends["across"], ("start", "end"), strict=True):
            yield words_at(self.x(value), below, anchor, short(value))
        yield words_at(middle, below, "middle", self.words)
        for value in self.ends["up"]:
            yield words_at(left - 5, self.y(value) + 3, "end", short(value))


def short(value: float) -> str:
    """A number in about two digits, with a minus sign."""
    text = f"{value:.2g}" if 1e-3 <= abs(value) < 100 or value == 0 else f"{value:.0f}"
    return text.replace("-", "−") if abs(value) >= 1e-3 else "0"


def cut(words: str, most: int) -> str:
    """Words cut to at most `most` letters."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def words_at(x: float, y: float, anchor: str, words: str) -> str:
    """Small words; `anchor` says which part of them is at x."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _span(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)


def _widened(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    least = 1e-6 * max(abs(low), abs(high))  # of a constant: what a float can still resolve
    return _around(span, max((1 + 2 * MARGIN) * (high - low), least) or 1.0)


def _around(span: tuple[float, float], length: float) -> tuple[float, float]:
    middle = sum(span) / 2
    return middle - length / 2, middle + length / 2


def _heights(sketch: LossSketch) -> tuple[float, float]:
    """From the lowest value to one that half of the lines, and the first values, stay below.

    A parameter that goes far makes some lines a hundred times as steep as others.
    """
    spans = [_span(line) for line in sketch.lines]
    top = max(float(np.median([high for _, high in spans])), spans[sketch.start][1])
    return min(low for low, _ in spans), top


def _mark(x: float, y: float, kind: str, symbol: int) -> str:
    if symbol in (1, 4):
        side = 2 * SIZE - 0.6
        return (
            f'<rect class="{kind}" x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" '
            f'width="{side:.1f}" height="{side:.1f}"/>'
        )
    if symbol == 2:
        arm = SIZE + 0.8
        d = f"M{x:.1f} {y - arm:.1f}l{arm} {arm}l-{arm} {arm}l-{arm} -{arm}z"
        return f'<path class="{kind}" d="{d}"/>'
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{SIZE}"/>'
