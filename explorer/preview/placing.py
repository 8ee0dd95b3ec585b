"""Where labels are put, so that they cover neither each other nor the curves."""

from collections.abc import Sequence

from explorer.preview.canvas import Point


def freest(baselines: Sequence[Point], size: Point, points: Sequence[Point]) -> Point:
    """Of the places for the middle of a text of that width and height, the first that covers the
    fewest points."""
    wide, tall = size

    def covered(place: Point) -> int:
        x, y = place
        return sum(abs(px - x) < wide / 2 and y - tall < py < y + tall / 4 for px, py in points)

    return min(baselines, key=covered)


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The places, moved as little as keeps each at least `gap` from the next, in their order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    # Blocks of neighbours that touch: the sum of where their first would like to be, and how many.
    blocks: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        block = (places[place] - rank * gap, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            total, size = blocks.pop()
            block = (total + block[0], size + block[1])
        blocks.append(block)
    firsts = [total / size for total, size in blocks for _ in range(size)]
    moved = [0.0] * len(places)
    for rank, (place, first) in enumerate(zip(order, firsts, strict=True)):
        moved[place] = first + rank * gap
    return moved
