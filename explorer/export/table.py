"""Telemetry as CSV: a row a step."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from explorer.export.finished import Finished


def write_table(file: IO[str], columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a table with the names of its columns above."""
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)


def text_of_table(columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    """The same as text."""
    file = io.StringIO(newline="")
    write_table(file, columns, rows)
    return file.getvalue()


def numbered(rows) -> Iterable[tuple]:
    """Telemetry `[steps, columns]`, each row after the number of its step."""
    return ((step, *row.tolist()) for step, row in enumerate(rows, start=1))


def table(finished: Finished) -> str:
    """The telemetry of all runs; of several, each row begins with its run's letter and wiring."""
    columns = ("step", *finished.runs[0].telemetry.columns)
    rows = [numbered(run.telemetry.values()) for run in finished.runs]
    if len(rows) == 1:
        return text_of_table(columns, rows[0])
    shown = finished.comparison.shown.items()  # wirings by letter
    named = ((*which, *row) for which, of_run in zip(shown, rows, strict=True) for row in of_run)
    return text_of_table(("run", "wiring", *columns), named)
