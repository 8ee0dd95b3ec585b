"""Segments run as they stand, uncompiled: Python loops, and steps that cannot be traced."""

import time
from dataclasses import replace
from functools import cached_property

import numpy as np
import tensorflow as tf

from explorer.engine.data import SAMPLE, RunData
from explorer.engine.evidence import Evidence
from explorer.engine.recording import Recording, snapshot_steps
from explorer.engine.row import row_of
from explorer.engine.setup import Setup
from explorer.engine.state import State, Variables
from explorer.engine.training import Handover, Training
from explorer.records.catalogue import FIRST
from explorer.records.outcome import Chain, Diagnosis, ExceptionRecord, Mode
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec
from explorer.records.timeline import Segment

STEPS = 2
"""Eager steps in place of a step that cannot be traced."""


class EagerTrainer(Training):
    """Runs one segment step by step in Python, each step watched."""

    mode = "eager"

    def __init__(
        self,
        spec: RunSpec,
        data: RunData,
        segment: Segment,
        setup: Setup,
        before: Handover | None = None,
    ):
        super().__init__(spec, data, segment, setup, before)
        variables = Variables(setup)
        self._begin(variables.take_over, variables.take_over)
        self.initial |= setup.values()
        self._unfinished: np.ndarray | None = None
        self._batches = self._new_batches()

    def _state(self) -> State:
        return Variables(self.setup).save()

    def _do(self, steps: int, rows: list[np.ndarray], looks: dict[int, np.ndarray]) -> None:
        began = time.perf_counter()
        try:
            for step in range(self.step + 1, self.step + steps + 1):
                row = self._one_step()
                rows.append(row[None])
                if not np.isfinite(row[0]):
                    break
                if step in snapshot_steps(self.spec.steps):
                    looks[step] = self._look()
        finally:
            self.seconds += time.perf_counter() - began

    def _one_step(self) -> np.ndarray:
        """Do one train step, watched, and return its row."""
        chosen = next(self._batches)
        batch = (tf.constant(self.data.x_train[chosen]), tf.constant(self.data.y_train[chosen]))
        if not self.witness.seen:
            self.expected_loss = self._loss_itself(*batch)
        seen = self.witness.watch(batch)
        row = np.array([float(value) for value in row_of(seen)], np.float32)
        if seen.error is not None:
            self._unfinished = row
        seen.completed()
        return row

    def _look(self) -> np.ndarray:
        """Validation loss, then the network's outputs where it is looked at, `[1 + outputs]`."""
        data = self.data
        looked_at = tf.concat([data.x_validation, data.x_train[:SAMPLE], data.x_view], axis=0)
        outputs = self.setup.network(looked_at)
        validation = float(self.setup.loss(data.y_validation, outputs[: len(data.x_validation)]))
        return np.concatenate([[validation], np.ravel(outputs)], dtype=np.float32)

    def _current_values(self) -> dict[str, float]:
        return self.setup.values() or self.initial

    def evidence(self) -> Evidence:
        """What the chain is judged from so far: how far a step got that raised counts too."""
        rows, error = self.rows, self.exception
        if self._unfinished is not None and len(self._unfinished) == len(self.columns):
            rows = np.concatenate([rows, self._unfinished[None]])
        return self.witness.evidence(
            self.by_column(rows),
            self.initial,
            measured_on="eager steps",
            error=error if error and error.step - self.segment.begun <= FIRST else None,
            diverged=self.diverged_at is not None,
        )


class Untraceable(Recording):
    """A segment whose step could not be traced, or raised when it first ran: it has no row."""

    def __init__(
        self,
        spec: RunSpec,
        data: RunData,
        segment: Segment,
        exception: ExceptionRecord,
        before: Handover | None = None,
        mode: Mode = "eager",
    ):
        super().__init__(spec, data, segment)
        self.exception = exception
        self.mode = mode
        self._before = before

    def chain(self) -> Chain:
        """The chain, measured on two eager steps of a copy."""
        return self.diagnosis().chain

    def diagnosis(self) -> Diagnosis:
        """What two eager steps of a copy show."""
        found = self._copy.diagnosis()
        # Warnings and remarks belong to the copy: a user who compiles the step never sees them.
        return Diagnosis(
            replace(found.chain, measured_on="two eager steps"),
            {name: replace(each, final=each.initial) for name, each in found.parameters.items()},
            self.mode,
        )

    @property
    def reads_as_is(self) -> bool:
        """Whether the loss of the copy sees its parameters as they are."""
        return self._copy.reads_as_is

    @cached_property
    def _copy(self) -> EagerTrainer:
        segment = replace(self.segment, until=self.segment.begun + STEPS)
        setup = Setup(ProgramKey.of(self.spec, self.data.dataset, segment.wiring))
        copy = EagerTrainer(self.spec, self.data, segment, setup, self._before)
        while not copy.ended:
            copy.advance(STEPS)
        return copy
