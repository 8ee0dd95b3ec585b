"""One image of each class as inline SVG, side by side over their names."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import numpy as np

from explorer.cards.svg import DATASET_HEIGHT, WIDTH, cut, words_at
from explorer.records.sketch import ImageSketch

GAP, NAME = 10, 12
"""Room between images, and for the name below one."""
LEVELS = 6
"""Shades of ink besides none."""
LETTER = 5.5
"""Approximate width of a letter."""


def images_svg(sketch: ImageSketch, names: Sequence[str], label: str) -> str:
    """The images in as many columns as make them largest."""
    count, height, width = sketch.images.shape

    def pixel(columns: int) -> float:
        rows = -(-count // columns)
        room = WIDTH / columns - GAP, DATASET_HEIGHT / rows - GAP - NAME
        return min(room[0] / width, room[1] / height)

    columns = max(range(1, count + 1), key=pixel)
    cell, row = WIDTH / columns, DATASET_HEIGHT / -(-count // columns)
    size = pixel(columns) * width, pixel(columns) * height
    drawn = []
    for i, (image, name) in enumerate(zip(sketch.images, names, strict=True)):
        middle, top = cell * (i % columns + 0.5), row * (i // columns)
        top += (row - size[1] - NAME) / 2
        drawn.append(_image(image, middle - size[0] / 2, top, *size))
        below = cut(name, int(cell / LETTER))
        drawn.append(words_at(middle, top + size[1] + NAME - 2, "middle", below))
    return (
        f'<svg class="sketch points" viewBox="0 0 {WIDTH} {DATASET_HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )


def _image(image: np.ndarray, left: float, top: float, wide: float, tall: float) -> str:
    """A path for each shade, on paper."""
    height, width = image.shape
    shades = np.rint(LEVELS * image).astype(int)
    inks = "".join(
        f'<path fill-opacity="{shade / LEVELS:.2f}" d="{_pixels(shades == shade)}"/>'
        for shade in np.unique(shades[shades > 0]).tolist()
    )
    return (
        f'<svg class="image" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        f'viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}"/>{inks}</svg>'
    )


def _pixels(inked: np.ndarray) -> str:
    """The path of the pixels, those that touch in a row joined."""
    d = []
    for y, row in enumerate(inked.tolist()):
        x = 0
        for ink, run in groupby(row):
            length = len(list(run))
            if ink:
                d.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(d)
