"""Telemetry of one segment of a run, however its steps are computed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from explorer.engine.data import RunData
from explorer.engine.inventory import inventory
from explorer.engine.row import columns_of
from explorer.records.outcome import ExceptionRecord
from explorer.records.spec import RunSpec
from explorer.records.timeline import Segment

SNAPSHOTS = 60
"""A run is looked at (validation, fit) about this often, however long it is."""


@dataclass(frozen=True)
class Chunk:
    """Rows that belong together, and the snapshots taken after one of them.

    `rows` is float32 `[steps, columns]`; row i is step `first_row + i + 1`. A snapshot is its
    step and float32 `[1 + scores + values]`, as `RunData.snapshots` makes it.
    """

    first_row: int
    rows: np.ndarray
    snapshots: tuple[tuple[int, np.ndarray], ...] = ()


@cache
def snapshot_steps(steps: int) -> tuple[int, ...]:
    """After which a run of `steps` is looked at: the first, the last, every ceil(steps/60)-th."""
    every = math.ceil(steps / SNAPSHOTS)
    return tuple(sorted({1, steps, *range(every, steps + 1, every)}))


class Recording:
    """Owner of a segment's telemetry: rows, snapshots, and how it ended. Steps are the run's.

    Attributes:
        step: the last step recorded.
        seconds: time that the train steps took.
        initial: value of each parameter before the first step.
        outputs: by the snapshot's step, the network's outputs at the data's sample.
    """

    def __init__(self, spec: RunSpec, data: RunData, segment: Segment):
        self.spec = spec
        self.data = data
        self.segment = segment
        # A loss that is made within the step has no value yet: it starts as the catalogue says.
        parameters = inventory().catalogue.loss(spec.loss).parameters
        self.initial = {parameter.name: parameter.initial for parameter in parameters}
        self.columns = columns_of(tuple(self.initial))
        self.step = segment.begun
        self.seconds = 0.0
        self.diverged_at: int | None = None
        self.exception: ExceptionRecord | None = None
        self.outputs: dict[int, np.ndarray] = {}
        self._chunks: list[Chunk] = []

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to compute."""
        stopped = self.diverged_at is not None or self.exception is not None
        return stopped or self.step >= self.segment.until

    @property
    def rows(self) -> np.ndarray:
        """Telemetry of its steps as far as recorded, float32 `[steps, columns]`."""
        return self._joined([chunk.rows for chunk in self._chunks])

    def _joined(self, blocks: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([np.empty((0, len(self.columns)), np.float32), *blocks])

    @property
    def snapshots(self) -> list[tuple[int, np.ndarray]]:
        """Every snapshot so far."""
        return [snapshot for chunk in self._chunks for snapshot in chunk.snapshots]

    def by_column(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Rows as columns by name."""
        return dict(zip(self.columns, rows.T, strict=True))

    def record(self, blocks: Sequence[np.ndarray], looks: Mapping[int, np.ndarray]) -> Chunk:
        """Keep the rows up to the first whose loss is not finite, and the snapshots due.

        Args:
            blocks: rows, each `[steps, columns]`.
            looks: by the step after which the network was looked at, what was computed there,
                `[1 + outputs]`.
        """
        rows = self._joined(blocks)
        rows[np.isnan(rows)] = np.nan  # one NaN, so that the fingerprint sees no payload bits
        unfinite = np.flatnonzero(~np.isfinite(rows[:, 0]))
        if len(unfinite):
            rows = rows[: unfinite[0]]
            self.diverged_at = self.step + int(unfinite[0]) + 1
        last = self.step + len(rows)
        due_steps = snapshot_steps(self.spec.steps)
        steps = [s for s in looks if s <= last and s in due_steps]
        due = np.array([looks[step] for step in steps])
        snapshots, outputs = self.data.snapshots(due) if steps else ((), ())
        self.outputs.update(zip(steps, outputs, strict=True))
        chunk = Chunk(self.step, rows, tuple(zip(steps, snapshots, strict=True)))
        self.step = last
        self._chunks.append(chunk)
        return chunk
