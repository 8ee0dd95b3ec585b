"""Applying fixes to the text of a file."""

import difflib
import json
import re
from collections.abc import Iterable

from explorer.lint.finding import Edit, Fix, LintFinding
from explorer.lint.reading import code_lines


def chosen(findings: Iterable[LintFinding], unsafe: bool) -> list[tuple[int | None, Fix]]:
    """The cell and fix of each finding that may be fixed; of two that overlap, the first."""
    picked: list[tuple[int | None, Fix]] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        taken = [edit for cell, other in picked if cell == finding.cell for edit in other.edits]
        if not any(_overlap(edit, other) for edit in fix.edits for other in taken):
            picked.append((finding.cell, fix))
    return picked


def fixed(text: str, fixes: list[tuple[int | None, Fix]], notebook: bool = False) -> str:
    """The text of a file with these fixes applied; what they do not touch stays as it is."""
    if not notebook:
        return _edited(text, [edit for _, fix in fixes for edit in fix.edits])
    content = json.loads(text)
    for number in sorted({cell for cell, _ in fixes}):
        cell = content["cells"][number - 1]
        whole = isinstance(cell["source"], str)
        source = cell["source"] if whole else "".join(cell["source"])
        source = _edited(source, [e for own, fix in fixes if own == number for e in fix.edits])
        cell["source"] = source if whole else source.splitlines(keepends=True)
    indent = re.match(r"\{\s*\n(\s+)", text)
    width = len(indent[1]) if indent else None
    dumped = json.dumps(content, indent=width, ensure_ascii=text.isascii())
    return dumped + ("\n" if text.endswith("\n") else "")


def difference(name: str, before: str, after: str) -> str:
    """The change as a unified diff."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end


def _edited(text: str, edits: list[Edit]) -> str:
    lines = code_lines(text)
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        first, last = edit.start.line - 1, edit.end.line - 1
        before = lines[first][: edit.start.column - 1]
        after = lines[last][edit.end.column - 1 :]
        lines[first : last + 1] = [before + edit.text + after]
    return "".join(lines)
