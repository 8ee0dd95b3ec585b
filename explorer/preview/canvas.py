"""What pictures are drawn on: Pillow, at twice the size, since its lines are not smoothed."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from math import hypot
from typing import Literal

from PIL import Image, ImageDraw

from explorer.preview.font import REGULAR, face, length, pieces

WIDTH, HEIGHT = 1200, 630
"""The size that chats expect."""
SCALE = 2
PAPER, TEXT, MUTED, EDGE = "#FFFFFF", "#262730", "#5F6470", "#E1E3E8"
DASHES = {
    "solid": (),
    "dash": (20, 11),
    "longdashdot": (30, 11, 9, 11),
    "longdash": (38, 12),
    "dot": (4, 8),
}
"""Lengths of stroke and gap by Plotly's names."""
RIM = {"stroke_width": 3 * SCALE, "stroke_fill": PAPER}
Point = tuple[float, float]


class Canvas:
    """A white picture. Coordinates are pixels of the finished one, from its upper left corner."""

    def __init__(self):
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def text(
        self,
        at: Point,
        text: str,
        size: float,
        color: str = TEXT,
        align: Literal["left", "middle", "right"] = "left",
        weight: int = REGULAR,
    ) -> float:
        """Write on the baseline through `at`; returns where the text ends.

        Letters have a rim of paper, so that they can be read where they stand on a line.
        """
        share = {"left": 0, "middle": 0.5, "right": 1}[align]
        x, y = at
        x -= share * length(text, size, weight)
        for piece in pieces(text, size):
            font = face(piece.size * SCALE, weight)
            place = (x * SCALE, (y + piece.shift) * SCALE)
            self._draw.text(place, piece.text, color, font, anchor="ls", **RIM)
            x += font.getlength(piece.text) / SCALE
        return x

    def line(self, points: Sequence[Point], color: str, width: float, dash: str = "solid") -> None:
        """Draw a line through the points."""
        for part in dashed(points, DASHES[dash]):
            flat = [(x * SCALE, y * SCALE) for x, y in part]
            self._draw.line(flat, color, round(width * SCALE), joint="curve")

    def disc(self, at: Point, radius: float, color: str, fill: str, width: float = 0) -> None:
        """Draw a disc with an edge."""
        self._draw.circle(
            (at[0] * SCALE, at[1] * SCALE), radius * SCALE, fill, color, round(width * SCALE)
        )

    def box(self, corners: tuple[float, float, float, float], fill: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([corner * SCALE for corner in corners], fill)

    def png(self) -> bytes:
        """The finished picture."""
        file = BytesIO()
        self._image.reduce(SCALE).save(file, "PNG")
        return file.getvalue()


def dashed(points: Sequence[Point], lengths: Sequence[float]) -> Iterator[list[Point]]:
    """The strokes of a line with these lengths of stroke and gap in turn; none: the line itself."""
    if not lengths:
        yield list(points)
        return
    turn, left = 0, lengths[0]
    stroke = [points[0]]
    for (x, y), end in pairwise(points):
        whole = hypot(end[0] - x, end[1] - y)
        done = 0.0
        while whole - done > left:
            done += left
            at = (x + (end[0] - x) * done / whole, y + (end[1] - y) * done / whole)
            if turn % 2 == 0:
                yield [*stroke, at]
            turn += 1
            left = lengths[turn % len(lengths)]
            stroke = [at]
        left -= whole - done
        stroke.append(end)
    if turn % 2 == 0 and len(stroke) > 1:
        yield stroke
