"""What is kept of a run for its cell of the table, and what the cell shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from explorer.hub.run import Run
from explorer.records.catalogue import Catalogue
from explorer.records.outcome import Outcome
from explorer.words.sentence import sentence

MAX_POINTS = 60


@dataclass(frozen=True)
class Curve:
    """A loss parameter over the run."""

    name: str
    initial: float
    final: float | None
    """None if nothing was recorded, or if the last value is not finite."""
    points: tuple[tuple[int, float], ...]
    """`(step, value)` from step 0; finite, and reduced to what a small picture can show."""


@dataclass(frozen=True)
class Cell:
    """One run: how it ended, and its curves."""

    outcome: Outcome
    curves: tuple[Curve, ...]
    measured_at: str
    """ISO 8601, UTC."""

    @classmethod
    def of(cls, run: Run) -> Cell:
        """The cell of a run that has ended."""
        return cls(
            outcome=run.outcome,
            curves=tuple(_curve(run, name) for name in run.outcome.parameters),
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def shown(self, catalogue: Catalogue) -> dict:
        """What the table shows, as plain values."""
        outcome = self.outcome
        return {
            "status": outcome.status,
            "broken_link": outcome.broken_link,
            "sentence": sentence(outcome, catalogue),
            "verdict": outcome.verdict,
            "remarks": len(outcome.remarks),
            "exception": outcome.exception.type if outcome.exception else None,
            "step": outcome.step,
            "curves": [asdict(curve) for curve in self.curves],
            "versions": outcome.versions,
            "measured_at": self.measured_at,
        }


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
