"""Linting one text: parse, check, place, and leave out what its author silenced."""

import re
from collections.abc import Iterator

from explorer.lint.budget import TooMuch
from explorer.lint.finding import CANNOT_TELL, Edit, Fix, LintFinding, Place
from explorer.lint.program import Program
from explorer.lint.reading import IMPORTS, Reading, read_notebook, read_script
from explorer.lint.rule import Change, Check, Found, Rule, checks

NOQA = re.compile(r"#\s*noqa(?P<codes>:\s?[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?", re.IGNORECASE)


def lint_text(text: str, notebook: bool = False) -> tuple[LintFinding, ...]:
    """Check a program without executing anything of it.

    Args:
        text: of a Python file, or of a notebook's file.
        notebook: whether it is a notebook (`.ipynb`).

    Returns:
        The findings by cell, line and column; none for a file that imports neither Keras nor
        TensorFlow. A rule that fails is a finding with the code `CANNOT_TELL`.

    Raises:
        Unreadable: it cannot be parsed.
    """
    return lint(read_notebook(text) if notebook else read_script(text))


def lint(reading: Reading) -> tuple[LintFinding, ...]:
    """The same for what has been read."""
    if not IMPORTS.search(reading.parsed):
        return ()
    tree = reading.tree()
    try:
        program = Program(tree)
        if not program.concerns:
            return ()
        found = [finding for rule, check in checks() for finding in _checked(rule, check, program)]
    except (TooMuch, RecursionError, MemoryError):
        return (_cannot_tell("cannot tell: this file is too large or too deeply nested"),)
    placed = {_placed(rule, each, reading) for rule, each in found}
    kept = [finding for finding in placed if not _silenced(finding, reading)]
    return tuple(sorted(kept, key=_order))


def _order(finding: LintFinding):
    return finding.cell or 0, finding.line, finding.column, finding.code, finding.message


def _checked(rule: Rule, check: Check, program: Program) -> Iterator[tuple[Rule, Found | str]]:
    try:
        yield from [(rule, found) for found in check(program)]
    except TooMuch:
        raise
    except Exception as error:  # a fault of ours is no verdict on the program
        yield rule, f"cannot tell: the rule {rule.name} failed with {type(error).__name__}"


def _placed(rule: Rule, found: Found | str, reading: Reading) -> LintFinding:
    if isinstance(found, str):
        return _cannot_tell(found)
    node = found.node
    start, cell = reading.place(node.lineno, node.col_offset)
    end, _ = reading.place(node.end_lineno, node.end_col_offset)
    return LintFinding(
        code=rule.code,
        name=rule.name,
        severity=found.severity or rule.severity,
        line=start.line,
        column=start.column,
        end=end,
        message=found.message,
        cell=cell,
        fix=_fix(found.change, reading) if found.change else None,
    )


def _cannot_tell(message: str) -> LintFinding:
    return LintFinding(CANNOT_TELL, "cannot-tell", "note", 1, 1, Place(1, 1), message)


def _fix(change: Change, reading: Reading) -> Fix:
    edits = []
    for node, text in change.replaced:
        start, _ = reading.place(node.lineno, node.col_offset)
        end, _ = reading.place(node.end_lineno, node.end_col_offset)
        edits.append(Edit(start, end, text))
    for node, text in change.inserted:
        start, _ = reading.place(node.lineno, node.col_offset)
        edits.append(Edit(start, start, text))
    return Fix(change.description, change.safe, tuple(edits))


def _silenced(finding: LintFinding, reading: Reading) -> bool:
    """Whether a `# noqa` stands on its first or its last line."""
    if finding.code == CANNOT_TELL:
        return False
    first = 0 if finding.cell is None else reading.starts[reading.cells.index(finding.cell)]
    for line in {finding.line, finding.end.line}:
        comment = NOQA.search(reading.line(first + line))
        if comment is not None:
            codes = comment["codes"]
            if codes is None or finding.code in codes.upper():
                return True
    return False
