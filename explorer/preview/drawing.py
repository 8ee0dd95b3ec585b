"""Draws a picture: its title, and below it curves or chains."""

from explorer.preview.canvas import MUTED, TEXT, WIDTH, Canvas
from explorer.preview.chains import draw_chains
from explorer.preview.curves import draw_curves
from explorer.preview.font import BOLD, fitted
from explorer.preview.frame import LEFT, RIGHT
from explorer.preview.picture import Picture
from explorer.web.page import TITLE


def drawn(picture: Picture) -> bytes:
    """The picture as PNG."""
    canvas = Canvas()
    canvas.box((0, 0, WIDTH, 8), TEXT)
    canvas.text((LEFT, 50), TITLE, 25, MUTED, weight=BOLD)
    canvas.text((RIGHT, 50), picture.note, 25, MUTED, align="right")
    title, size = fitted(picture.title, RIGHT - LEFT, size=60, least=40, weight=BOLD)
    canvas.text((LEFT, 112), title, size, weight=BOLD)
    canvas.text((LEFT, 152), picture.setting, 28, MUTED)
    (draw_curves if picture.plots else draw_chains)(canvas, picture)
    return canvas.png()
