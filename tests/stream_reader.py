"""Reads the messages of a stream as a panel does, and insists on every row once."""

import json

import numpy as np

from explorer.hub.telemetry import HEADER


class Reader:
    """Collects a stream and insists that rows come in order without gap or repeat."""

    def __init__(self, held=None):
        self.rows: dict[int, list[np.ndarray]] = {}
        self.held: dict[int, int] = dict(held or {})
        self.snapshots: dict[int, list[int]] = {}
        self.messages: list[dict] = []
        self.columns: dict[int, int] = {}

    def take(self, message):
        if isinstance(message, str):
            self.messages.append(json.loads(message))
            if self.messages[-1]["type"] == "run":
                run = self.messages[-1]
                self.columns[run["run"]] = len(run["columns"])
            return
        run, count, first, rows, size = HEADER.unpack_from(message)
        width = self.columns[run]
        assert first == self.held.get(run, 0)
        self.held[run] = first + rows
        values = np.frombuffer(message, np.float32, rows * width, HEADER.size)
        self.rows.setdefault(run, []).append(values.reshape(rows, width))
        steps = np.frombuffer(message, np.uint32, count, HEADER.size + 4 * rows * width)
        assert all(first < step <= first + rows for step in steps)
        self.snapshots.setdefault(run, []).extend(steps.tolist())
        assert len(message) == HEADER.size + 4 * (rows * width + count + count * size)

    def bytes(self, run):
        return np.concatenate(self.rows[run]).tobytes()

    def ends(self):
        kinds = ("done", "raised", "diverged", "error")
        return {m["run"]: m for m in self.messages if m["type"] in kinds}
