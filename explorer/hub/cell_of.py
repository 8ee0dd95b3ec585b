"""Makes a cell of a run that has ended."""

from datetime import UTC, datetime

import numpy as np

from explorer.hub.run import Run
from explorer.records.cell import Cell, Curve

MAX_POINTS = 60


def cell_of(run: Run) -> Cell:
    """The cell of a run that has ended."""
    return Cell(
        outcome=run.outcome,
        curves=tuple(_curve(run, name) for name in run.outcome.parameters),
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _curve(run: Run, name: str) -> Curve:
    result = run.outcome.parameters[name]
    values = np.array([result.initial])
    column = f"{name}.value"
    if run.telemetry is not None and column in run.telemetry.columns:
        rows = run.telemetry.values()[:, run.telemetry.columns.index(column)]
        values = np.concatenate([values, rows])
    return Curve(name, result.initial, result.final, reduced(values))


def reduced(values: np.ndarray) -> tuple[tuple[int, float], ...]:
    """At most `MAX_POINTS` finite points of a line; keeps the extremes of every stretch."""
    steps = np.flatnonzero(np.isfinite(values))
    if len(steps) <= MAX_POINTS:
        kept = steps.tolist()
    else:
        extremes = [
            stretch[pick(values[stretch])]
            for stretch in np.array_split(steps, MAX_POINTS // 2 - 1)
            for pick in (np.argmin, np.argmax)
        ]
        kept = np.unique([steps[0], *extremes, steps[-1]]).tolist()
    return tuple((step, float(f"{values[step]:.5g}")) for step in kept)
