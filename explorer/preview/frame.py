"""The parts of a picture's layout that all drawings share, in pixels."""

from explorer.preview.canvas import WIDTH

LEFT, RIGHT = 56, WIDTH - 56
TOP, BOTTOM = 176, 572
"""Of what is drawn below the title; labels may stand lower."""
