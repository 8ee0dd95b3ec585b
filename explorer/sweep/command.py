"""`python -m explorer sweep`: the runs of a grid, from the command line."""

import argparse
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

from explorer.environment import ADDRESS, overridden
from explorer.export.table import write_table
from explorer.hub.hub import RunHub
from explorer.hub.kept_catalogue import KeptCatalogue
from explorer.hub.outcome_store import OutcomeStore
from explorer.records.catalogue import Catalogue
from explorer.records.cell import Cell
from explorer.records.fields import Field
from explorer.records.grid import MAX_RUNS, SWEPT, Grid, Points
from explorer.records.number import count
from explorer.storage.cache import cache_folder
from explorer.storage.replacing import replacing
from explorer.sweep.rows import columns_of, rows_of
from explorer.sweep.summary import counted, groups, way
from explorer.sweep.sweep import Progress, Result, Sweep
from explorer.terminal import complain, say, say_json
from explorer.words.duration import duration

PLURALS = {"seed": "--seeds"}
"""Flags that read better in the plural; the singular works, too."""
REPORT_SECONDS = {True: 1.0, False: 30.0}
"""Between two lines of progress: at a terminal, and in a log."""


def add_sweep(commands) -> None:
    """Add the command to a parser's subparsers."""
    sweep = commands.add_parser(
        "sweep",
        allow_abbrev=False,
        help="train a whole grid of settings; stop it and go on by the same command",
        description="Each flag takes one value or several, separated by commas; whole numbers may "
        f"be ranges, such as 0-19. At most {MAX_RUNS:,} runs. What was measured before is kept and "
        "not computed again.",
    )
    for name, field in SWEPT.items():
        flags = dict.fromkeys([_flag(name), f"--{name.replace('_', '-')}"])
        sweep.add_argument(*flags, dest=name, metavar="LIST", help=_help(field))
    sweep.add_argument("--json", action="store_true", help="print the table as JSON")
    sweep.add_argument("--csv", type=Path, metavar="FILE", help="write the table, a row per run")
    sweep.set_defaults(command=_sweep)


def _flag(name: str) -> str:
    return PLURALS.get(name, f"--{name.replace('_', '-')}")


def _help(field: Field) -> str:
    return f"{field.title} (default {field.default})"


def _sweep(given: argparse.Namespace) -> int:
    for setting in overridden():
        complain(f"ignored, since results depend on it: {setting}")
    folder = cache_folder()
    with ExitStack() as stack:
        hub = stack.enter_context(closing(RunHub(kept=KeptCatalogue(folder)).start()))
        try:
            catalogue = hub.catalogue()
        except RuntimeError as error:
            complain(str(error))
            return 1
        named = {name: getattr(given, name) for name in SWEPT}
        query = {name: text for name, text in named.items() if text is not None}
        grid, problems = Grid.from_query(query, catalogue)
        for problem in problems:
            complain(f"{_flag(problem.name)}: {problem.message}")
        if problems:
            return 2
        made = grid.points(catalogue)
        for reason, number in made.left_out:
            complain(f"{count(number, 'run')} left out: {reason}")
        if not made.points:
            complain("no combination of these values makes sense")
            return 2
        if given.csv is None:
            return _computed(hub, OutcomeStore(folder, catalogue), grid, made, given.json, None)
        try:
            file = stack.enter_context(replacing(given.csv))  # before the runs, which may be long
            return _computed(hub, OutcomeStore(folder, catalogue), grid, made, given.json, file)
        except OSError as error:
            complain(f"--csv: cannot write {given.csv}: {error.strerror}")
            return 2


def _computed(
    hub: RunHub, store: OutcomeStore, grid: Grid, made: Points, as_json: bool, file
) -> int:
    """Compute what is missing and print the table; 1 if a run could not be computed."""
    cells: list[Cell | None] = [None] * len(made.points)
    failures: list[str] = []
    shown_at = time.monotonic()

    def tell(result: Result) -> None:
        nonlocal shown_at
        cells[result.place] = result.cell
        if result.failure is not None:
            failures.append(result.failure)
        if time.monotonic() - shown_at >= REPORT_SECONDS[sys.stderr.isatty()]:
            shown_at = time.monotonic()
            complain(_line(sweep.progress))

    sweep = Sweep(hub, store, made.points, tell)
    sweep.look()
    complain(_line(sweep.progress))
    try:
        sweep.run()
    except KeyboardInterrupt:
        complain(f"{_line(sweep.progress)}; what is finished is kept, the same command goes on")
        raise
    catalogue = store.catalogue
    if file is not None:
        columns = columns_of(made.points, catalogue)
        rows = rows_of(made.points, cells, ADDRESS, catalogue)
        write_table(file, columns, ([row.get(name) for name in columns] for row in rows))
    if as_json:
        say_json(list(rows_of(made.points, cells, ADDRESS, catalogue)))
    else:
        _say_groups(grid, made, cells, catalogue)
    for failure in dict.fromkeys(failures):
        complain(failure)
    return 1 if failures else 0


def _say_groups(grid: Grid, made: Points, cells: list[Cell | None], catalogue: Catalogue) -> None:
    for label, came in groups(grid, made.points, cells, catalogue):
        say(f"{label}: {came}" if label else came)
    say(counted(Counter(way(cell.outcome) for cell in cells if cell is not None)))


def _line(progress: Progress) -> str:
    """Progress in one line."""
    parts = [f"{progress.finished:,} finished"]
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    parts.append(f"{progress.remaining:,} remain")
    if progress.remaining and progress.seconds_left is not None:
        parts.append(f"about {duration(progress.seconds_left)}")
    return ", ".join(parts)
