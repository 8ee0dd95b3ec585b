"""What is kept of a run for the table of outcomes and for sweeps: how it ended, and its curves."""

from dataclasses import dataclass

from explorer.records.outcome import Outcome


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
