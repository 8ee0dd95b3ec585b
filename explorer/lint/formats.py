"""The forms of a report: for people, for programs, for GitHub and for code scanning."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explorer.lint.finding import CANNOT_TELL, LintFinding
from explorer.lint.rule import checks

WIDEST = 160
"""Characters of a line that are shown."""


@dataclass(frozen=True)
class FileReport:
    """What was found in one file.

    Attributes:
        name: as it was given.
        findings: sorted.
        lines: the text of each finding's first line.
        problem: why it could not be parsed, and the place.
    """

    name: str
    findings: tuple[LintFinding, ...] = ()
    lines: tuple[str, ...] = ()
    problem: str | None = None


def concise(reports: Sequence[FileReport]) -> str:
    """A line for each finding, then how many there are."""
    lines = [_headline(r.name, finding) for r in reports for finding in r.findings]
    return "\n".join([*lines, summary(reports)])


def full(reports: Sequence[FileReport]) -> str:
    """The same with the line of the program, and what would help."""
    parts = []
    for report in reports:
        for finding, line in zip(report.findings, report.lines, strict=True):
            parts.append(_in_full(report.name, finding, line))
    return "\n".join([*parts, summary(reports)])


def as_json(reports: Sequence[FileReport]) -> str:
    """A list of findings with the fields that Ruff gives them, and their severity."""
    found = [_plain(report.name, finding) for report in reports for finding in report.findings]
    return json.dumps(found, indent=2)


def github(reports: Sequence[FileReport]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    return "\n".join(_command(r.name, finding) for r in reports for finding in r.findings)


def sarif(reports: Sequence[FileReport]) -> str:
    """SARIF 2.1.0."""
    used = {finding.code for report in reports for finding in report.findings}
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.finds},
            "fullDescription": {"text": rule.why},
            "defaultConfiguration": {"level": _level(rule.severity)},
        }
        for rule, _ in checks()
        if rule.code in used
    ]
    problems = [
        {"level": "error", "message": {"text": f"{report.name}: {report.problem}"}}
        for report in reports
        if report.problem
    ]
    run = {
        "tool": {"driver": {"name": "explorer lint", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not problems, "toolExecutionNotifications": problems}
        ],
        "results": [_result(r.name, finding) for r in reports for finding in r.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


FORMATS: dict[str, Callable[[Sequence[FileReport]], str]] = {
    "full": full,
    "concise": concise,
    "json": as_json,
    "github": github,
    "sarif": sarif,
}


def summary(reports: Sequence[FileReport]) -> str:
    """How many findings there are, and how many of them can be fixed."""
    found = [finding for report in reports for finding in report.findings]
    if not found:
        unread = any(report.problem for report in reports)
        return "Nothing found where the text could be parsed." if unread else "Nothing found."
    faults = sum(finding.severity == "fault" for finding in found)
    counts = [(faults, "fault"), (len(found) - faults, "note")]
    parts = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts if n]
    lines = [f"Found {' and '.join(parts)}."]
    safe = sum(finding.fix is not None and finding.fix.safe for finding in found)
    unsafe = sum(finding.fix is not None for finding in found) - safe
    if safe:
        lines.append(f"{safe} can be fixed with --fix.")
    if unsafe:
        lines.append(f"{unsafe} can be fixed with --fix --unsafe-fixes: it changes what happens.")
    return "\n".join(lines)


def place(name: str, finding: LintFinding) -> str:
    """File, cell, line and column."""
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    return f"{name}:{cell}{finding.line}:{finding.column}"


def _headline(name: str, finding: LintFinding) -> str:
    star = " [*]" if finding.fix is not None else ""
    note = " note:" if finding.severity == "note" else ""
    return f"{place(name, finding)}: {finding.code}{star}{note} {finding.message}"


def _in_full(name: str, finding: LintFinding, line: str) -> str:
    parts = [_headline(name, finding)]
    if finding.code != CANNOT_TELL and line.strip():
        number = str(finding.line)
        shown, first, length = _window(line, finding)
        margin = " " * len(number)
        parts += [f"{number} | {shown}", f"{margin} | {' ' * first}{'^' * max(length, 1)}"]
        parts.append(f"{margin} = {finding.name}; see --explain {finding.code}")
    if finding.fix is not None:
        flags = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        parts.append(f"  = {flags}: {finding.fix.description}")
    return "\n".join(parts) + "\n"


def _window(line: str, finding: LintFinding) -> tuple[str, int, int]:
    """The part of the line that is shown, without control characters; where to mark it."""
    start = finding.column - 1
    end = finding.end.column - 1 if finding.end.line == finding.line else len(line.rstrip())
    skipped = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
    part = line[skipped : skipped + WIDEST]
    shown = "".join(sign if sign.isprintable() else " " for sign in part)
    first = start - skipped
    return shown, first, min(end - skipped, len(shown)) - first


def _plain(name: str, finding: LintFinding) -> dict:
    fix = finding.fix
    edits = fix.edits if fix else ()
    return {
        "cell": finding.cell,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "filename": name,
        "location": {"row": finding.line, "column": finding.column},
        "end_location": {"row": finding.end.line, "column": finding.end.column},
        "fix": fix
        and {
            "applicability": "safe" if fix.safe else "unsafe",
            "message": fix.description,
            "edits": [
                {
                    "content": edit.text,
                    "location": {"row": edit.start.line, "column": edit.start.column},
                    "end_location": {"row": edit.end.line, "column": edit.end.column},
                }
                for edit in edits
            ],
        },
    }


def _command(name: str, finding: LintFinding) -> str:
    kind = "error" if finding.severity == "fault" else "notice"
    where = {
        "title": f"{finding.code} {finding.name}",
        "file": name,
        "line": finding.line,
        "col": finding.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
    }
    cell = "" if finding.cell is None else f"cell {finding.cell}, line {finding.line}: "
    if finding.cell is not None:  # GitHub would count the lines of the JSON
        where = {"title": where["title"], "file": name}
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in where.items())
    return f"::{kind} {properties}::{_escaped(cell + finding.message)}"


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _level(severity: str) -> str:
    return "error" if severity == "fault" else "note"


def _result(name: str, finding: LintFinding) -> dict:
    cell = "" if finding.cell is None else f"cell {finding.cell}: "
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
    }
    location = {"artifactLocation": {"uri": name.replace("\\", "/")}, "region": region}
    return {
        "ruleId": finding.code,
        "level": _level(finding.severity),
        "message": {"text": cell + finding.message},
        "locations": [{"physicalLocation": location}],
    }
