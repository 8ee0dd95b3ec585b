"""Texts and notebooks as one Python program, with the way back to lines and cells."""

import ast
import json
import re
import warnings
from bisect import bisect_right
from dataclasses import dataclass

from explorer.lint.finding import Place

LONGEST = 3_000_000
"""Characters of one file. A larger one is data, not a program."""
MOST_BRACES = 40_000
"""Of a file with f-strings: Python 3.11 takes quadratic time over those in one f-string."""
F_STRING = re.compile(r"\b(?:f|fr|rf)['\"]", re.IGNORECASE)
PYTHON_CELLS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun", "%%python3", "%%python"})
"""Cell magics with Python below them."""
MAGIC = re.compile(r"^(\s*)(?:[%!?]|[\w.]+\s*=\s*[%!]|[^#'\"]*\w\?{1,2}\s*$)")
IMPORTS = re.compile(r"\b(?:keras|tensorflow)\b")
"""Without either word no import of them is possible, and the file need not be parsed."""


class Unreadable(Exception):
    """The text cannot be parsed; the message is for its author.

    Attributes:
        place: where, if that is known.
        cell: of a notebook.
    """

    def __init__(self, message: str, place: Place | None = None, cell: int | None = None):
        super().__init__(message)
        self.place = place
        self.cell = cell


@dataclass(frozen=True)
class Reading:
    """A file as text for the parser.

    Attributes:
        lines: of the program, as their author wrote them, with their ends.
        parsed: the same lines; what only IPython understands is `pass`.
        starts: for a notebook, the first line (from 0) of each code cell.
        cells: the number of each code cell among all cells, from 1.
    """

    lines: tuple[str, ...]
    parsed: str
    starts: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()

    def place(self, line: int, offset: int) -> tuple[Place, int | None]:
        """A line of the program and a byte in it, as `ast` counts them: the place, and its cell."""
        text = self.line(line)
        column = len(text.encode("utf-8", "replace")[:offset].decode("utf-8", "replace")) + 1
        if not self.starts:
            return Place(line, column), None
        at = bisect_right(self.starts, line - 1) - 1
        return Place(line - self.starts[at], column), self.cells[at]

    def line(self, number: int) -> str:
        """A line of the program, from 1, without its end; empty past the last one."""
        return self.lines[number - 1].rstrip("\r\n") if 0 < number <= len(self.lines) else ""

    def tree(self) -> ast.Module:
        """Parse it.

        Raises:
            Unreadable: it is not Python, or nested too deeply for Python's parser.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of invalid escapes, which are not our subject
                return ast.parse(self.parsed)
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), max(len(self.lines), 1))
            place, cell = self.place(line, 0)
            place = Place(place.line, max(error.offset or 1, 1))
            raise Unreadable(f"not valid Python: {error.msg}", place, cell) from None
        except (RecursionError, MemoryError):
            raise Unreadable("nested too deeply for Python's parser") from None
        except (ValueError, OverflowError) as error:
            raise Unreadable(f"not valid Python: {_first_line(error)}") from None


def read_script(text: str) -> Reading:
    """A Python file.

    Raises:
        Unreadable: it holds what no Python file may hold, or is too long.
    """
    _check(text)
    return Reading(tuple(code_lines(text)), text)


def read_notebook(text: str) -> Reading:
    """The code cells of a Jupyter notebook, one after the other.

    Raises:
        Unreadable: it is no notebook of format 4.
    """
    _check(text)
    lines, parsed, starts, cells = [], [], [], []
    for number, cell in enumerate(_cells(text), start=1):
        source = cell.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if cell.get("cell_type") != "code" or not source.strip():
            continue
        _check(source)
        starts.append(len(lines))
        cells.append(number)
        own = code_lines(source if source.endswith("\n") else source + "\n")
        lines += own
        parsed += _without_magics(own)
    return Reading(tuple(lines), "".join(parsed), tuple(starts), tuple(cells))


def _cells(text: str) -> list[dict]:
    try:
        cells = json.loads(text)["cells"]
        if not all(isinstance(cell, dict) for cell in cells):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("not a Jupyter notebook: expected JSON with a list of cells") from None
    return cells


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise Unreadable(f"too long: {len(text):,} characters, at most {LONGEST:,} are read")
    if "\0" in text:
        raise Unreadable("not valid Python: it holds a null character")
    if text.count("{") > MOST_BRACES and F_STRING.search(text):
        raise Unreadable(f"too many braces: more than {MOST_BRACES:,} beside f-strings")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise Unreadable("not valid text: it holds half of a character", Place(line, 1)) from None


def code_lines(text: str) -> list[str]:
    """Lines as Python's tokenizer counts them: a form feed ends none."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def _without_magics(lines: list[str]) -> list[str]:
    first = lines[0].split()[0] if lines and lines[0].split() else ""
    if first.startswith("%%"):
        if first not in PYTHON_CELLS:
            return ["\n"] * len(lines)
        lines = ["\n", *lines[1:]]
    elif not any("%" in line or "!" in line or "?" in line for line in lines):
        return lines
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("".join(lines))
        return lines
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [_tolerated(line) for line in lines]


def _tolerated(line: str) -> str:
    magic = MAGIC.match(line) if len(line) < 1_000 else None
    return f"{magic[1]}pass\n" if magic else line


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
