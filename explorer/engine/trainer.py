"""One run: a pure function of its `RunSpec`, computed in chunks of any length."""

import hashlib
import json
import math
import time
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import tensorflow as tf

from explorer.engine import chain
from explorer.engine.data import RunData, batches
from explorer.engine.eager import two_eager_steps
from explorer.engine.errors import record_exception
from explorer.engine.inventory import inventory
from explorer.engine.outcome import Chain, ExceptionRecord, Outcome, ParameterResult, finite
from explorer.engine.program import CAPACITY, Program, columns_of
from explorer.spec import RunSpec

SNAPSHOTS = 60
"""A run is looked at (validation, fit) about this often, however long it is."""


@dataclass(frozen=True)
class Chunk:
    """Rows that belong together, and the snapshots taken after one of them.

    `rows` is float32 `[steps, columns]`; row i is step `first_row + i + 1`. A snapshot is its
    step and float32 `[1 + view points]`: validation loss, then predictions.
    """

    first_row: int
    rows: np.ndarray
    snapshots: tuple[tuple[int, np.ndarray], ...] = ()


def is_snapshot(step: int, steps: int) -> bool:
    """Whether a run of `steps` is looked at after `step`: first, last, every ceil(steps/60)-th."""
    return step in (1, steps) or step % math.ceil(steps / SNAPSHOTS) == 0


class Trainer:
    """Runs one spec on a program that fits it.

    Several trainers may share a program: each keeps its own state and puts it back when the
    program last served another.
    """

    def __init__(self, spec: RunSpec, data: RunData, program: Program):
        self.spec = spec
        self.data = data
        self.program = program
        self.step = 0
        self.diverged_at: int | None = None
        self.exception: ExceptionRecord | None = None
        self.seconds = 0.0
        self._chunks: list[Chunk] = []
        self._state = None
        self._arrays = [tf.constant(array) for array in vars(data).values()]
        self._batches = batches(len(data.x_train), program.key.batch_size, spec.seed)
        self._take_program()

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to compute."""
        stopped = self.diverged_at is not None or self.exception is not None
        return stopped or self.step >= self.spec.steps

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` further train steps (and at most CAPACITY); their chunk.

        An exception from Keras ends the run and gives an empty chunk.
        """
        self._take_program()
        steps = min(steps, CAPACITY, self.spec.steps - self.step)
        lengths, ends = self._segments(steps)
        indices = np.stack(list(islice(self._batches, sum(lengths))))
        began = time.perf_counter()
        try:
            rows, snapshots = self.program.run(self._arrays, indices, lengths)
        except Exception as error:  # whatever a user's wiring can raise is a result
            self.exception = record_exception(error, self.step + 1)
            return Chunk(self.step, np.empty((0, len(self.program.columns)), np.float32))
        self.seconds += time.perf_counter() - began
        chunk = self._chunk(rows, dict(zip(ends, snapshots, strict=True)))
        self.step += len(chunk.rows)
        self._chunks.append(chunk)
        return chunk

    def _segments(self, steps: int) -> tuple[list[int], list[int]]:
        """Stretches that end where a snapshot is due, and at the end; and their last steps."""
        last = self.step + steps
        ends = [s for s in range(self.step + 1, last + 1) if is_snapshot(s, self.spec.steps)]
        if not ends or ends[-1] != last:
            ends.append(last)
        return np.diff([self.step, *ends]).tolist(), ends

    def _chunk(self, rows: np.ndarray, snapshots: dict[int, np.ndarray]) -> Chunk:
        rows[np.isnan(rows)] = np.nan  # one NaN, so that the fingerprint sees no payload bits
        if self.program.probe:
            unfinite = np.flatnonzero(~np.isfinite(rows[:, 0]))
            if len(unfinite):
                rows = rows[: unfinite[0]]
                self.diverged_at = self.step + int(unfinite[0]) + 1
        last = self.step + len(rows)
        due = tuple(
            (step, values)
            for step, values in snapshots.items()
            if step <= last and is_snapshot(step, self.spec.steps)
        )
        return Chunk(self.step, rows, due)

    def _take_program(self) -> None:
        occupant = self.program.occupant
        if occupant is self:
            return
        if occupant is not None and not occupant.ended:
            occupant._state = self.program.save()
        self.program.occupant = self
        if self._state is None:
            self.program.start(self.spec)
            self.initial = {
                name: float(parameter.numpy())
                for name, parameter in self.program.setup.loss.parameters.items()
            }
        else:
            self.program.load(self._state)

    @property
    def mode(self) -> str:
        """'xla' or 'graph'."""
        return self.program.mode

    @property
    def columns(self) -> tuple[str, ...]:
        """The telemetry columns."""
        return self.program.columns

    @property
    def rows(self) -> np.ndarray:
        """Telemetry as far as recorded, float32 `[steps, columns]`."""
        return np.concatenate([chunk.rows for chunk in self._chunks])

    @property
    def snapshots(self) -> list[tuple[int, np.ndarray]]:
        """Every snapshot so far."""
        return [snapshot for chunk in self._chunks for snapshot in chunk.snapshots]

    def column(self, name: str) -> np.ndarray:
        """A telemetry column as far as recorded, float32 `[steps]`."""
        return self.rows[:, self.program.columns.index(name)]

    def chain(self) -> Chain:
        """The chain over the steps recorded so far; needs at least one."""
        traces = [
            chain.ParameterTrace(
                name,
                [parameter],
                self.initial[name],
                self.column(f"{name}.grad_available")[: chain.FIRST],
                self.column(f"{name}.value")[: chain.FIRST],
            )
            for name, parameter in self.program.setup.loss.parameters.items()
        ]
        return chain.measure(traces, [self.program.observation])

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended.

        Raises:
            RuntimeError: it has not ended.
        """
        if not self.ended:
            raise RuntimeError(f"run at step {self.step} of {self.spec.steps} has not ended")
        if not self.step:
            return Untraceable(self.spec, self.data, self.exception).outcome
        status = "finished"
        if self.exception is not None:
            status = "raised"
        elif self.diverged_at is not None:
            status = "diverged"
        rows = self.rows
        snapshots = self.snapshots
        return Outcome(
            spec=self.spec,
            status=status,
            step=self.diverged_at or self.step,
            exception=self.exception,
            mode=self.program.mode,
            chain=self.chain(),
            parameters={name: self._parameter(name) for name in self.initial},
            first_loss=float(rows[0, 0]),
            final_loss=float(rows[-1, 0]),
            first_validation=finite(snapshots[0][1][0]) if snapshots else None,
            final_validation=finite(snapshots[-1][1][0]) if snapshots else None,
            steps_per_second=self.step / self.seconds,
            fingerprint=fingerprint(
                self.spec, status, self.exception, rows, [values for _, values in snapshots]
            ),
            versions=inventory().catalogue.versions,
        )

    def _parameter(self, name: str) -> ParameterResult:
        available = self.column(f"{name}.grad_available")
        return ParameterResult(
            initial=self.initial[name],
            final=finite(self.column(f"{name}.value")[-1]),
            grad_available=finite(available[0]),
            grad_delivered=finite(self.column(f"{name}.grad_delivered")[0]),
            grad_last=finite(available[-1]),
        )


class Untraceable:
    """A run whose step could not even be traced: it has ended before its first row."""

    ended = True
    step = 0
    mode = "eager"

    def __init__(self, spec: RunSpec, data: RunData, exception: ExceptionRecord):
        self.spec = spec
        self.data = data
        self.exception = exception
        parameters = inventory().catalogue.loss(spec.loss).parameters
        self.initial = {parameter.name: parameter.initial for parameter in parameters}
        self.columns = columns_of(tuple(self.initial))
        self.rows = np.empty((0, len(self.columns)), np.float32)

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended; the chain is measured on two eager steps of a copy."""
        measured, parameters = two_eager_steps(self.spec, self.data)
        return Outcome(
            spec=self.spec,
            status="raised",
            step=0,
            exception=self.exception,
            mode=self.mode,
            chain=measured,
            parameters=parameters,
            first_loss=None,
            final_loss=None,
            first_validation=None,
            final_validation=None,
            steps_per_second=None,
            fingerprint=fingerprint(self.spec, "raised", self.exception, self.rows, []),
            versions=inventory().catalogue.versions,
        )


def fingerprint(spec, status, exception, rows, snapshots) -> str:
    """Twelve hex digits that two runs share when every recorded bit is the same."""
    digest = hashlib.sha256(json.dumps(spec.as_dict(), sort_keys=True).encode())
    digest.update(f"{status} {exception}".encode())
    digest.update(rows.tobytes())
    for values in snapshots:
        digest.update(values.tobytes())
    return digest.hexdigest()[:12]
