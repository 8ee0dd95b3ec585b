"""What one cell of the table shows: a run in a few numbers."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import get_type_hints

import numpy as np

from explorer.hub.run import Run
from explorer.records.spec import RunSpec

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

    @classmethod
    def from_dict(cls, plain: dict) -> Curve:
        """A curve from its plain values; raises as `Cell.from_dict`."""
        return cls(
            str(plain["name"]),
            _finite(plain["initial"]),
            None if plain["final"] is None else _finite(plain["final"]),
            tuple((int(_finite(step)), _finite(value)) for step, value in plain["points"]),
        )


@dataclass(frozen=True)
class Cell:
    """One run, as the table shows it."""

    spec: RunSpec
    status: str
    """'finished', 'raised' or 'diverged'."""
    broken_link: str | None
    sentence: str
    remark: str | None
    """The first finding beside the chain that is not as it should be."""
    exception: str | None
    """Type of the exception that ended the run."""
    step: int
    """Where it ended."""
    mode: str
    curves: tuple[Curve, ...]
    fingerprint: str
    versions: str
    measured_at: str
    """ISO 8601, UTC."""

    @classmethod
    def of(cls, run: Run) -> Cell:
        """The cell of a run that has ended."""
        outcome = run.ended.outcome
        return cls(
            spec=run.spec,
            status=outcome.status,
            broken_link=outcome.broken_link,
            sentence=run.ended.sentence,
            remark=next(iter(outcome.remarks), None),
            exception=outcome.exception.type if outcome.exception else None,
            step=outcome.step,
            mode=outcome.mode,
            curves=tuple(_curve(run, name) for name in outcome.parameters),
            fingerprint=outcome.fingerprint,
            versions=outcome.versions,
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def as_dict(self) -> dict:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict) -> Cell:
        """A cell from what `as_dict` returned, after JSON.

        Raises:
            KeyError, OverflowError, TypeError, ValueError: `plain` is not a cell.
        """
        given = dict(plain)
        spec = RunSpec(**given.pop("spec"))
        curves = tuple(Curve.from_dict(curve) for curve in given.pop("curves"))
        types = get_type_hints(cls)
        for name, value in given.items():
            if not isinstance(value, types[name]):
                raise TypeError(f"{name}: expected {types[name]}; received: {str(value)[:60]!r}")
        return cls(spec=spec, curves=curves, **given)


def _finite(value: float) -> float:
    """A finite number from JSON, which may hold text, NaN or infinity in its place."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"expected a finite number; received: {str(value)[:60]!r}")
    return float(value)


def _curve(run: Run, name: str) -> Curve:
    result = run.ended.outcome.parameters[name]
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
        ends = [int(steps[0]), int(steps[-1])]
        kept = sorted(
            set(ends)
            | {
                int(stretch[pick(values[stretch])])
                for stretch in np.array_split(steps, MAX_POINTS // 2 - 1)
                for pick in (np.argmin, np.argmax)
            }
        )
    return tuple((step, float(f"{values[step]:.5g}")) for step in kept)
