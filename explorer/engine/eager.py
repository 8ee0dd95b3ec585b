"""Steps run as they stand, uncompiled: plain Python loops, and steps that cannot be traced."""

import time
from dataclasses import replace
from functools import cached_property

import numpy as np
import tensorflow as tf

from explorer.engine.data import SAMPLE, RunData, batches
from explorer.engine.evidence import Evidence, Witness
from explorer.engine.outcome import outcome_of
from explorer.engine.recording import Recording, is_snapshot
from explorer.engine.row import row_of
from explorer.engine.setup import Setup
from explorer.engine.training import Training
from explorer.records.catalogue import FIRST
from explorer.records.outcome import Chain, Diagnosis, ExceptionRecord, Outcome
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

STEPS = 2
"""Eager steps in place of a step that cannot be traced."""


class EagerTrainer(Training):
    """Runs one spec step by step in Python, each step watched."""

    mode = "eager"

    def __init__(self, spec: RunSpec, data: RunData):
        setup = Setup(ProgramKey.of(spec, data.dataset))
        super().__init__(spec, data, setup, Witness(setup))
        setup.start(spec)
        self.initial |= setup.values()
        self._unfinished: np.ndarray | None = None
        self._batches = batches(len(data.x_train), setup.key.batch_size, spec.seed)

    def _do(self, steps: int, rows: list[np.ndarray], looks: dict[int, np.ndarray]) -> None:
        began = time.perf_counter()
        try:
            for step in range(self.step + 1, self.step + steps + 1):
                row = self._one_step()
                rows.append(row[None])
                if not np.isfinite(row[0]):
                    break
                if is_snapshot(step, self.spec.steps):
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
        rows = self.rows
        if self._unfinished is not None and len(self._unfinished) == len(self.columns):
            rows = np.concatenate([rows, self._unfinished[None]])
        return self.witness.evidence(
            self.by_column(rows),
            self.initial,
            measured_on="eager steps",
            error=self.exception if self.exception and self.exception.step <= FIRST else None,
            diverged=self.diverged_at is not None,
        )


class Untraceable(Recording):
    """A run whose step could not be traced, or raised when it first ran: it has no row."""

    reads_as_is = True
    """Nothing was read: the initial values are shown."""

    def __init__(
        self, spec: RunSpec, data: RunData, exception: ExceptionRecord, mode: str = "eager"
    ):
        super().__init__(spec, data)
        self.exception = exception
        self.mode = mode

    def chain(self) -> Chain:
        """The chain, measured on two eager steps of a copy."""
        return self.outcome.chain

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended, and what two eager steps of a copy show."""
        copy = EagerTrainer(replace(self.spec, steps=STEPS), self.data)
        while not copy.ended:
            copy.advance(STEPS)
        found = copy.diagnosis()
        # Warnings and remarks belong to the copy: a user who compiles the step never sees them.
        diagnosis = Diagnosis(
            replace(found.chain, measured_on="two eager steps"),
            {name: replace(each, final=each.initial) for name, each in found.parameters.items()},
        )
        return outcome_of(self, diagnosis, self.mode, copy.reads_as_is)
