"""What one run has recorded so far, however its steps are computed."""

import hashlib
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from explorer.engine.chain import Evidence, ParameterTrace, Write, measure
from explorer.engine.data import RunData
from explorer.engine.errors import record_exception
from explorer.engine.inventory import inventory
from explorer.engine.probe import Observation, watching
from explorer.engine.program import Setup
from explorer.engine.remarks import remarks
from explorer.engine.row import columns_of, parameter_names
from explorer.records.catalogue import FIRST
from explorer.records.outcome import Chain, ExceptionRecord, Outcome, ParameterResult, finite
from explorer.records.spec import RunSpec
from explorer.tasks.fit import verdict

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


def is_snapshot(step: int, steps: int) -> bool:
    """Whether a run of `steps` is looked at after `step`: first, last, every ceil(steps/60)-th."""
    return step in (1, steps) or step % math.ceil(steps / SNAPSHOTS) == 0


class Recording(ABC):
    """Owner of a run's telemetry, of what happened between its steps, and of its outcome.

    Attributes:
        mode: 'xla', 'graph' or 'eager'.
        step: steps recorded.
        initial: value of each parameter before the first step.
        expected_loss: what the loss itself gives on the first batch, before the first step.
        outputs: by the snapshot's step, the network's outputs at the data's sample.
        frozen: by parameter, the step after which it was set to trainable=False.
    """

    mode: str
    seen: Sequence[Observation]
    swap_seconds = 0.0
    """Time that the last chunk spent on loading its run's state, where runs share a program."""

    def __init__(self, spec: RunSpec, data: RunData, setup: Setup):
        self.spec = spec
        self.data = data
        self.setup = setup
        self.columns = columns_of(parameter_names(spec.loss))
        self.step = 0
        self.diverged_at: int | None = None
        self.exception: ExceptionRecord | None = None
        self.seconds = 0.0
        self.expected_loss: float | None = None
        # A loss that is made within the step has no value yet: it starts as the catalogue says.
        parameters = inventory().catalogue.loss(spec.loss).parameters
        self.initial = {parameter.name: parameter.initial for parameter in parameters}
        self.outputs: dict[int, np.ndarray] = {}
        self._chunks: list[Chunk] = []
        self._writes: dict[str, list[Write]] = {name: [] for name in self.initial}
        self._rebound: dict[str, int] = {}
        self.frozen: dict[str, int] = {}
        self._warnings: list[str] = []
        samples = len(data.x_train)
        self._epoch = math.ceil(samples / min(spec.batch_size, samples))

    @abstractmethod
    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps and return their chunk."""

    @property
    def reads_as_is(self) -> bool:
        """Whether the loss sees its parameters as they are."""
        return self.setup.reads_as_is

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to compute."""
        stopped = self.diverged_at is not None or self.exception is not None
        return stopped or self.step >= self.spec.steps

    @property
    def rows(self) -> np.ndarray:
        """Telemetry as far as recorded, float32 `[steps, columns]`."""
        empty = np.empty((0, len(self.columns)), np.float32)
        return np.concatenate([empty, *(chunk.rows for chunk in self._chunks)])

    @property
    def snapshots(self) -> list[tuple[int, np.ndarray]]:
        """Every snapshot so far."""
        return [snapshot for chunk in self._chunks for snapshot in chunk.snapshots]

    def column(self, name: str) -> np.ndarray:
        """A telemetry column as far as recorded, float32 `[steps]`."""
        return self.rows[:, self.columns.index(name)]

    def _record(self, rows: np.ndarray, steps: Sequence[int], looks: np.ndarray) -> Chunk:
        """Keep the rows up to the first whose loss is not finite, and the snapshots due.

        Args:
            rows: `[steps, columns]`.
            steps: those after which the network was looked at.
            looks: what was computed there, `[looks, 1 + outputs]`.
        """
        rows[np.isnan(rows)] = np.nan  # one NaN, so that the fingerprint sees no payload bits
        unfinite = np.flatnonzero(~np.isfinite(rows[:, 0]))
        if len(unfinite):
            rows = rows[: unfinite[0]]
            self.diverged_at = self.step + int(unfinite[0]) + 1
        last = self.step + len(rows)
        due = [i for i, s in enumerate(steps) if s <= last and is_snapshot(s, self.spec.steps)]
        snapshots, outputs = self.data.snapshots(looks[due]) if due else ((), ())
        steps = [steps[i] for i in due]
        self.outputs.update(zip(steps, outputs, strict=True))
        chunk = Chunk(self.step, rows, tuple(zip(steps, snapshots, strict=True)))
        self.step = last
        self._chunks.append(chunk)
        return chunk

    def _loss_itself(self, x, y) -> float | None:
        """The loss of one batch by its own formula; None where there is no such loss."""
        if self.setup.loss is None:
            return None
        try:
            return float(self.setup.loss(y, self.setup.network(x)))
        except Exception:  # the step raises it too, and that is recorded
            return None

    def _raised(self, error: Exception) -> Chunk:
        """End the run with what Keras, TensorFlow or the wiring raised; return an empty chunk."""
        self.exception = record_exception(error, self.step + 1)
        return Chunk(self.step, np.empty((0, len(self.columns)), np.float32))

    def _steps_left_in_epoch(self) -> int:
        """Steps until the next epoch ends, where something happens between epochs."""
        if not self.setup.callbacks:
            return self.spec.steps
        return self._epoch - self.step % self._epoch

    def _begin_epoch(self) -> None:
        """Let the wiring's callbacks begin an epoch, if one begins here."""
        if self.step % self._epoch == 0:
            self._between(lambda callback, epoch: callback.on_epoch_begin(epoch), self.step)

    def _end_epoch(self) -> None:
        """Let the wiring's callbacks end an epoch, if one ends here."""
        if self.step and self.step % self._epoch == 0 and self.diverged_at is None:
            self._between(lambda callback, epoch: callback.on_epoch_end(epoch), self.step - 1)

    def _between(self, call: Callable, step: int) -> None:
        """Call the callbacks, and note what they do to the parameters that are trained."""
        if not self.setup.callbacks:
            return
        held = self._held()
        before = self._current_values()
        with watching() as seen:
            for callback in self.setup.callbacks:
                call(callback, step // self._epoch)
        self._warnings += seen.warnings
        for name, value in self._current_values().items():
            if value != before[name]:
                self._writes[name].append(Write(self.step, before[name], value))
        for name, parameter in self.setup.parameters.items():
            if name in held and parameter is not held[name].parameter:
                self._rebound.setdefault(name, self.step)
            elif name in held and held[name].trainable and not parameter.trainable:
                self.frozen.setdefault(name, self.step)

    @abstractmethod
    def _held(self) -> dict:
        """What the step works on, by parameter name."""

    @abstractmethod
    def _current_values(self) -> dict[str, float]:
        """The values that the next step begins with."""

    def chain(self) -> Chain:
        """The chain over the steps recorded so far."""
        return measure(self._evidence())

    def _evidence_rows(self) -> np.ndarray:
        """Telemetry rows that the chain is measured on."""
        return self.rows

    def _evidence(self) -> Evidence:
        rows = dict(zip(self.columns, self._evidence_rows().T, strict=True))
        traces = [
            ParameterTrace(
                name,
                self.initial[name],
                available=rows[f"{name}.grad_available"][:FIRST],
                delivered=rows[f"{name}.grad_delivered"][:FIRST],
                values=rows[f"{name}.value"][: self._judged(name)],
                writes=[write for write in self._writes[name] if write.step <= self._judged(name)],
                rebound_at=self._rebound.get(name),
                frozen_at=self.frozen.get(name),
            )
            for name in self.initial
        ]
        return Evidence(traces, self.seen, diverged=self.diverged_at is not None)

    def _judged(self, name: str) -> int:
        """Steps that `moved` is judged on.

        The first k; if a callback first writes the parameter later, all up to its last write.
        """
        steps = [write.step for write in self._writes[name]]
        return FIRST if not steps or steps[0] <= FIRST else steps[-1]

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended.

        Raises:
            RuntimeError: it has not ended.
        """
        if not self.ended:
            raise RuntimeError(f"run at step {self.step} of {self.spec.steps} has not ended")
        status = "finished"
        if self.exception is not None:
            status = "raised"
        elif self.diverged_at is not None:
            status = "diverged"
        rows = self.rows
        snapshots = self.snapshots
        warnings = [text for seen in self.seen for text in seen.warnings] + self._warnings
        outcome = Outcome(
            spec=self.spec,
            status=status,
            step=self.diverged_at or self.step,
            exception=self.exception,
            mode=self.mode,
            chain=self.chain(),
            parameters={name: self._parameter(name) for name in self.initial},
            first_loss=float(rows[0, 0]) if len(rows) else None,
            final_loss=float(rows[-1, 0]) if len(rows) else None,
            first_validation=finite(snapshots[0][1][0]) if snapshots else None,
            final_validation=finite(snapshots[-1][1][0]) if snapshots else None,
            first_scores=self.data.scores(snapshots[0][1]) if snapshots else (),
            final_scores=self.data.scores(snapshots[-1][1]) if snapshots else (),
            least_error=self._least_error(),
            constant_error=self.data.constant_error(),
            steps_per_second=self.step / self.seconds if self.step else None,
            fingerprint=fingerprint(
                self.spec, status, self.exception, rows, [values for _, values in snapshots]
            ),
            versions=inventory().catalogue.versions,
            warnings=tuple(dict.fromkeys(warnings)),
            remarks=remarks(self),
            reads_as_is=self.reads_as_is,
        )
        return replace(outcome, verdict=verdict(outcome, inventory().catalogue))

    def _least_error(self) -> float | None:
        first = [self.data.scores(values)[0] for _, values in self.snapshots]
        return min((score for score in first if score is not None), default=None)

    def _parameter(self, name: str) -> ParameterResult:
        available = self.column(f"{name}.grad_available")
        if not len(available):
            return ParameterResult(self.initial[name], self.initial[name], None, None, None)
        writes = self._writes[name]
        last = writes[-1].after if writes and writes[-1].step == self.step else None
        return ParameterResult(
            initial=self.initial[name],
            final=finite(self.column(f"{name}.value")[-1] if last is None else last),
            grad_available=finite(available[0]),
            grad_delivered=finite(self.column(f"{name}.grad_delivered")[0]),
            grad_last=finite(available[-1]),
        )


def fingerprint(spec, status, exception, rows, snapshots) -> str:
    """Twelve hex digits that two runs share when every recorded bit is the same."""
    digest = hashlib.sha256(json.dumps(spec.as_dict(), sort_keys=True).encode())
    digest.update(f"{status} {exception}".encode())
    digest.update(rows.tobytes())
    for values in snapshots:
        digest.update(values.tobytes())
    return digest.hexdigest()[:12]
