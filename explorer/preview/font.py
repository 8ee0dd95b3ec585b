"""Text in the font of the pages. Streamlit ships it, and it has Greek letters and most subscripts.

A subscript or superscript that it lacks is drawn as Unicode defines it: as the plain character,
smaller, and lower or higher.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import ImageFont

MEDIA = files("streamlit") / "static" / "static" / "media"
NO_CHARACTER = "\U000ffffe"
"""No font has it, so that it is drawn as whatever the font has for missing characters."""
SMALL = 0.62
"""Size of a subscript that the font lacks, beside the text around it."""
SHIFTS = {"<sub>": 0.14, "<super>": -0.34}
"""How far its baseline lies below that of the text, in sizes."""
REGULAR, BOLD = 400, 680


@dataclass(frozen=True)
class Piece:
    """Text that is drawn in one go.

    Attributes:
        size: of its letters, in pixels.
        shift: how far its baseline lies below that of the whole text.
    """

    text: str
    size: float
    shift: float


@cache
def face(size: float, weight: int) -> ImageFont.FreeTypeFont:
    """The font of that size in pixels."""
    (path,) = (entry for entry in MEDIA.iterdir() if entry.name.startswith("SourceSansVF-Upright"))
    with path.open("rb") as file:
        font = ImageFont.truetype(file, size)
    font.set_variation_by_axes([weight])
    return font


@cache
def drawable(character: str) -> bool:
    """Whether the font has the character."""
    font = face(40, REGULAR)
    return bytes(font.getmask(character)) != bytes(font.getmask(NO_CHARACTER))


def pieces(text: str, size: float) -> Iterator[Piece]:
    """The parts of a text as the font can draw them; what it cannot is left out."""
    plain = ""
    for character in text:
        if drawable(character):
            plain += character
            continue
        kind, _, base = unicodedata.decomposition(character).partition(" ")
        if kind in SHIFTS and drawable(chr(int(base, 16))):
            if plain:
                yield Piece(plain, size, 0)
            yield Piece(chr(int(base, 16)), SMALL * size, SHIFTS[kind] * size)
            plain = ""
    if plain:
        yield Piece(plain, size, 0)


def length(text: str, size: float, weight: int = REGULAR) -> float:
    """The width of a text in pixels."""
    return sum(face(each.size, weight).getlength(each.text) for each in pieces(text, size))


def fitted(text: str, room: float, size: float, least: float, weight: int) -> tuple[str, float]:
    """The text and a size that fit into `room`: smaller down to `least`, then cut off with '…'."""
    while size > least and length(text, size, weight) > room:
        size -= 1
    if length(text, size, weight) <= room:
        return text, size
    while text and length(f"{text}…", size, weight) > room:
        text = text[:-1]
    return f"{text.rstrip()}…", size
