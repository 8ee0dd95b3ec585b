"""The linter in a process of its own: `python -m explorer.clinic.child`, JSON in, JSON out.

A text of a stranger can make Python's parser slow, hungry or, nested deeply enough, crash it.
Here that ends this process only. Nothing of the text is executed.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from explorer.lint import LintFinding, Unreadable
from explorer.lint.fixing import difference, fixed
from explorer.lint.linter import lint
from explorer.lint.reading import IMPORTS, Reading, read_notebook, read_script

MEMORY = 2**30
"""Bytes that the process may address."""
MOST_FINDINGS = 100
WHOLE = 1_500
"""Lines up to which a program is shown whole."""
AROUND = 6
"""Lines shown on each side of a finding in a longer one."""
WIDEST = 400
"""Characters shown of one line."""
COLOURED = 100_000
"""Characters up to which a program is coloured, and fixes are shown as diffs."""


def answer(text: str, notebook: bool) -> dict:
    """What the page shows of a program, as values for JSON.

    Returns:
        `problem`: why it cannot be read, or None; `findings`, with the `diff` of a fix, and how
        `many` there are;
        `concerns`: whether it imports Keras or TensorFlow; `lines`: those to show, each with
        `cell`, `number` and `html`; `of`: how many lines there are.
    """
    try:
        reading = read_notebook(text) if notebook else read_script(text)
    except Unreadable as error:
        return _unreadable(error, ())
    try:
        findings = lint(reading)
    except Unreadable as error:
        return _unreadable(error, _lines(reading, [(error.cell, error.place)]))
    shown = findings[:MOST_FINDINGS]
    return {
        "problem": None,
        "findings": [asdict(finding) | {"diff": _diff(finding, text)} for finding in shown],
        "many": len(findings),
        "concerns": bool(IMPORTS.search(reading.parsed)),
        "lines": _lines(reading, [(finding.cell, finding) for finding in shown]),
        "of": len(reading.lines),
    }


def _unreadable(error: Unreadable, lines) -> dict:
    place = error.place and asdict(error.place)
    problem = {"message": str(error), "place": place, "cell": error.cell}
    return {"problem": problem, "findings": [], "many": 0, "concerns": True, "lines": lines}


def _diff(finding: LintFinding, text: str) -> str:
    """The fix of a finding in a script, as a unified diff."""
    if finding.fix is None or finding.cell is not None or len(text) > COLOURED:
        return ""
    return difference("your_script.py", text, fixed(text, [(None, finding.fix)]))


def _lines(reading: Reading, places: list[tuple[int | None, LintFinding]]) -> list[dict]:
    wanted = set(range(len(reading.lines)))
    if len(wanted) > WHOLE:
        wanted = set(range(2 * AROUND))
        for cell, place in places:
            at = _index(reading, cell, place.line) if place else 0
            wanted |= set(range(at - AROUND, at + AROUND + 1))
    coloured = _coloured(reading)
    shown = []
    for index in sorted(wanted & set(range(len(reading.lines)))):
        place, cell = reading.place(index + 1, 0)
        shown.append({"cell": cell, "number": place.line, "html": coloured(index)})
    return shown


def _index(reading: Reading, cell: int | None, line: int) -> int:
    first = 0 if cell is None else reading.starts[reading.cells.index(cell)]
    return first + line - 1


def _coloured(reading: Reading):
    """Makes the HTML of a line, from 0."""
    text = "\n".join(line.rstrip("\r\n") for line in reading.lines)
    if len(text) <= COLOURED and max(map(len, reading.lines), default=0) <= WIDEST:
        html = highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).split("\n")
        if len(html) >= len(reading.lines):
            return html.__getitem__

    def plain(index: int) -> str:
        line = reading.line(index + 1)
        return escape(line if len(line) <= WIDEST else f"{line[:WIDEST]} …")

    return plain


def _bounded() -> None:
    with suppress(ImportError, AttributeError, ValueError, OSError):  # not on this system
        import resource

        os.nice(5)  # the runs that people watch come first

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bounded()
    given = json.load(sys.stdin)
    json.dump(answer(given["text"], given["notebook"]), sys.stdout)
