"""`python -m explorer lint`."""

import argparse
import sys
from pathlib import Path

from explorer.lint.explaining import explanation, find_rule
from explorer.lint.files import Source, decoded, files, read
from explorer.lint.finding import LintFinding
from explorer.lint.fixing import chosen, difference, fixed
from explorer.lint.formats import FORMATS, FileReport, summary
from explorer.lint.linter import lint
from explorer.lint.reading import Reading, Unreadable, read_notebook, read_script
from explorer.terminal import complain, say

STDIN = "-"


def parser() -> argparse.ArgumentParser:
    """The flags of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer lint",
        allow_abbrev=False,
        description="Find loss parameters that will not train, without running anything. Ends "
        "with 0: no fault, 1: faults, 2: bad arguments or a file that cannot be parsed.",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for stdin")
    parser.add_argument("--format", choices=FORMATS, default="full", help="default: full")
    parser.add_argument("--fix", action="store_true", help="apply the fixes that are safe")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="apply, or show, those too that change what a running program does",
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what --fix would change, and change nothing"
    )
    parser.add_argument("--explain", metavar="CODE", help="print what a rule finds, and why")
    return parser


def main(arguments: list[str]) -> int:
    """Lint and return the exit status: 0, 1 (faults, or a change to show) or 2."""
    given = parser().parse_args(arguments)
    if given.explain is not None:
        return _explain(given.explain)
    if not given.paths:
        complain("lint: expected at least one PATH, or - for standard input")
        return 2
    sources, failed = _sources(given.paths)
    if given.diff:
        return _show_changes(sources, given.unsafe_fixes, failed)
    reports = []
    for source in sources:
        if given.fix:
            source = _fix(source, given.unsafe_fixes)
            failed |= source is None
            if source is None:
                continue
        reports.append(_report(source))
    problems = [report for report in reports if report.problem]
    for report in problems:
        complain(f"{report.name}: {report.problem}")
    text = FORMATS[given.format](reports)
    if text:
        _print_report(text, given.fix and STDIN in given.paths)
    if failed or problems:
        return 2
    return int(any(f.severity == "fault" for report in reports for f in report.findings))


def _explain(code: str) -> int:
    try:
        say(explanation(find_rule(code)).rstrip())
    except ValueError as error:
        complain(f"--explain: {error}")
        return 2
    return 0


def _sources(paths: list[str]) -> tuple[list[Source], bool]:
    """The texts, each file once, and whether any could not be read."""
    found: dict[str, Source] = {}
    failed = False
    for path in paths:
        try:
            if path == STDIN:
                found.setdefault(STDIN, _standard_input())
                continue
            for file in files(Path(path)):
                if str(file) in found:
                    continue
                try:
                    found[str(file)] = read(file)
                except ValueError as error:
                    complain(f"{file}: {error}")
                    failed = True
        except OSError as error:
            complain(f"{error.filename or path}: {error.strerror}")
            failed = True
        except ValueError as error:
            complain(f"{path!r}: {error}")
            failed = True
    return list(found.values()), failed


def _standard_input() -> Source:
    content = sys.stdin.buffer.read()
    notebook = content.lstrip()[:1] == b"{" and b'"cells"' in content
    return decoded(content, STDIN, notebook)


def _read(source: Source) -> Reading:
    return read_notebook(source.text) if source.notebook else read_script(source.text)


def _report(source: Source) -> FileReport:
    try:
        reading = _read(source)
        findings = lint(reading)
    except Unreadable as error:
        return FileReport(source.name, problem=_problem(error))
    return FileReport(source.name, findings, tuple(_line(reading, f) for f in findings))


def _line(reading: Reading, finding: LintFinding) -> str:
    first = 0 if finding.cell is None else reading.starts[reading.cells.index(finding.cell)]
    return reading.line(first + finding.line)


def _problem(error: Unreadable) -> str:
    cell = f"cell {error.cell}, " if error.cell is not None else ""
    where = f"{cell}line {error.place.line}: " if error.place is not None else ""
    return f"{where}{error}"


def _changed(source: Source, unsafe: bool) -> str:
    """The text with its fixes; as it was where it cannot be parsed."""
    try:
        fixes = chosen(lint(_read(source)), unsafe)
        if not fixes:
            return source.text
        after = fixed(source.text, fixes, source.notebook)
        _read(Source(source.name, after, source.encoding, source.notebook)).tree()
        return after
    except Unreadable:
        return source.text


def _fix(source: Source, unsafe: bool) -> Source | None:
    """Write the fixes back, and return what the file holds now; None if it cannot be written."""
    after = _changed(source, unsafe)
    if source.name == STDIN:
        say(after.removesuffix("\n"))
    elif after != source.text:
        try:
            Path(source.name).write_bytes(after.encode(source.encoding))
        except OSError as error:
            complain(f"{source.name}: cannot write it: {error.strerror}")
            return None
    return Source(source.name, after, source.encoding, source.notebook)


def _show_changes(sources: list[Source], unsafe: bool, failed: bool) -> int:
    differs, reports = False, []
    for source in sources:
        after = _changed(source, unsafe)
        if after != source.text:
            say(difference(source.name, source.text, after).rstrip("\n"))
            differs = True
        reports.append(_report(source))
        if reports[-1].problem:
            complain(f"{source.name}: {reports[-1].problem}")
            failed = True
    if not differs and any(report.findings for report in reports):
        complain(f"lint: no fix to show. {summary(reports)}".replace("\n", " "))
    return 2 if failed else int(differs)


def _print_report(text: str, to_stderr: bool) -> None:
    """To standard output, unless the mended program went there."""
    if to_stderr:
        print(text, file=sys.stderr)
    else:
        say(text)
