"""The chains of all runs: a row for each run, a column for each link."""

from explorer.preview.canvas import EDGE, MUTED, PAPER, TEXT, Canvas
from explorer.preview.font import BOLD, fitted
from explorer.preview.frame import LEFT
from explorer.preview.picture import Picture, Row, State
from explorer.records.catalogue import LINKS

FIRST, GAP = 628, 119
"""Where the first column stands, and from one to the next."""
TOP, FLOOR = 214, 606
"""The names of the links stand at the top; the rows share the room down to the floor."""
MOST_HIGH = 170
RADIUS = 27
PENDING = "#B4B8C1"


def draw_chains(canvas: Canvas, picture: Picture) -> None:
    """Draw the names of the links over the rows."""
    high = min(MOST_HIGH, (FLOOR - TOP) / len(picture.rows))
    top = (TOP + FLOOR - high * len(picture.rows)) / 2
    for place, link in enumerate(LINKS):
        canvas.text((_x(place), top), link, 27, MUTED, align="middle")
    for place, row in enumerate(picture.rows):
        _row(canvas, row, top + (place + 0.5) * high)


def _row(canvas: Canvas, row: Row, y: float) -> None:
    room = FIRST - RADIUS - 30 - LEFT
    title, size = fitted(row.title, room, size=34, least=28, weight=BOLD)
    canvas.text((LEFT, y - 4), title, size, weight=BOLD)
    x = canvas.text((LEFT, y + 32), row.kind, 28, row.color, weight=BOLD)
    words, size = fitted(f"  {row.words}", room + LEFT - x, size=28, least=24, weight=400)
    canvas.text((x, y + 32), words, size, TEXT)
    for place, state in enumerate(row.states[1:]):
        held = state in ("ok", "lost")
        ends = [(_x(place) + RADIUS, y), (_x(place + 1) - RADIUS, y)]
        canvas.line(ends, row.color if held else EDGE, 6, row.dash if held else "solid")
    for place, state in enumerate(row.states):
        _station(canvas, _x(place), y, state, row.color)


def _station(canvas: Canvas, x: float, y: float, state: State, color: str) -> None:
    if state == "ok":
        canvas.disc((x, y), RADIUS, color, color)
        canvas.line([(x - 11, y + 1), (x - 3, y + 9), (x + 12, y - 8)], PAPER, 5)
    elif state == "lost":
        canvas.disc((x, y), RADIUS, color, PAPER, 5)
        for side in (-1, 1):
            canvas.line([(x - 10, y - 10 * side), (x + 10, y + 10 * side)], color, 6)
    else:
        canvas.disc((x, y), RADIUS, PENDING, PAPER, 3)
        if state == "open":
            canvas.text((x, y + 11), "?", 32, MUTED, align="middle", weight=BOLD)


def _x(place: int) -> float:
    return FIRST + place * GAP
