"""What a run has recorded, as viewers read it."""

import struct
from dataclasses import dataclass, field

import numpy as np

from explorer.records.platform import Platform

HEADER = struct.Struct("<HHIII")
"""Run index, snapshot count, first row, row count, floats a snapshot. Little endian."""


@dataclass
class Telemetry:
    """Append-only float32 rows `[steps, columns]` and snapshots. Owned by its `Run`.

    Row i is step i + 1. Writers append in order; readers take what is there. All rows were
    computed on one platform.
    """

    columns: tuple[str, ...]
    capacity: int
    platform: Platform | None = None
    rows: int = 0
    nbytes: int = field(default=0, init=False)
    """Of rows and snapshots; room for all rows is taken at once."""
    _values: np.ndarray = field(init=False, repr=False)
    _snapshots: list[tuple[int, np.ndarray]] = field(default_factory=list, repr=False)

    def __post_init__(self):
        self._values = np.empty((self.capacity, len(self.columns)), np.float32)
        self.nbytes = self._values.nbytes

    def append(self, first_row: int, rows: np.ndarray, snapshots) -> None:
        """Append rows, skipping those already held.

        Rows come twice when a worker died and its run is computed again: the bits are the same.

        Raises:
            ValueError: the rows would leave a gap.
        """
        if first_row > self.rows:
            raise ValueError(f"expected row {self.rows} or earlier; received: {first_row}")
        held = self.rows
        end = first_row + len(rows)
        if end <= held:
            return
        self._values[held:end] = rows[held - first_row :]
        new = [(step, values) for step, values in snapshots if step > held]
        self._snapshots.extend(new)
        self.nbytes += sum(values.nbytes for _, values in new)
        self.rows = end

    def frame(self, run: int, start: int) -> tuple[bytes, int]:
        """All rows from `start` on with the snapshots that belong to them, and the next start.

        Returns:
            `(message, next)`: `HEADER`, rows, snapshot steps (uint32), snapshot values.
        """
        end = self.rows
        due = [(step, values) for step, values in self._snapshots if start < step <= end]
        size = len(due[0][1]) if due else 0
        parts = [
            HEADER.pack(run, len(due), start, end - start, size),
            self._values[start:end].tobytes(),
            np.array([step for step, _ in due], np.uint32).tobytes(),
            *(values.tobytes() for _, values in due),
        ]
        return b"".join(parts), end

    def values(self) -> np.ndarray:
        """A read-only view of all rows."""
        view = self._values[: self.rows]
        view.flags.writeable = False
        return view
