"""Steps run as they stand, uncompiled: plain Python loops, and steps that cannot be traced."""

import time
from dataclasses import replace
from functools import cached_property

import numpy as np
import tensorflow as tf

from explorer.engine.chain import Evidence
from explorer.engine.data import SAMPLE, RunData, batches
from explorer.engine.inventory import inventory
from explorer.engine.probe import Held, Observation, differentiable, watching
from explorer.engine.program import Setup
from explorer.engine.recording import Chunk, Recording, fingerprint, is_snapshot
from explorer.engine.row import columns_of, parameter_names, row_of
from explorer.records.catalogue import FIRST
from explorer.records.outcome import Chain, ExceptionRecord, Outcome
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

STEPS = 2
"""Eager steps in place of a step that cannot be traced."""


class EagerTrainer(Recording):
    """Runs one spec step by step in Python, each step watched."""

    mode = "eager"

    def __init__(self, spec: RunSpec, data: RunData):
        key = ProgramKey.of(spec, data.dataset)
        super().__init__(spec, data, Setup(key))
        self.setup.start(spec)
        self.initial |= self.setup.values()
        self.seen: list[Observation] = []
        self._remakes = False
        """Whether the last step made a loss of its own."""
        self._unfinished: np.ndarray | None = None
        self._batches = batches(len(data.x_train), key.batch_size, spec.seed)

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps; return their chunk, empty if the first raises."""
        rows, looks = [], {}
        left = min(self.spec.steps - self.step, self._steps_left_in_epoch())
        error = None
        began = time.perf_counter()
        try:
            self._begin_epoch()
            for step in range(self.step + 1, self.step + min(steps, left) + 1):
                rows.append(self._one_step())
                if not np.isfinite(rows[-1][0]):
                    break
                if is_snapshot(step, self.spec.steps):
                    looks[step] = self._look()
        except Exception as raised:  # whatever a user's wiring can raise is a result
            error = raised
        self.seconds += time.perf_counter() - began
        recorded = np.array(rows, np.float32).reshape(len(rows), len(self.columns))
        chunk = self._record(recorded, list(looks), np.array(list(looks.values()), np.float32))
        try:
            if error is None:
                self._end_epoch()
        except Exception as raised:
            error = raised
        if error is not None:
            self._raised(error)
        return chunk

    def _one_step(self) -> np.ndarray:
        """Do one train step, watched, and return its row."""
        chosen = next(self._batches)
        batch = (tf.constant(self.data.x_train[chosen]), tf.constant(self.data.y_train[chosen]))
        if not self.seen:
            self.expected_loss = self._loss_itself(*batch)
        error = None
        made, held = len(self.setup.losses), self.setup.parameters
        # Watching no more than these: `py_function` cannot be differentiated a second time.
        with (
            tf.GradientTape(watch_accessed_variables=self._remakes or not held) as outer,
            watching(outer) as seen,
        ):
            outer.watch(differentiable(held.values()))
            try:
                self.setup.step(batch)
            except Exception as raised:  # how far the step got is evidence too
                error = raised
        self._remakes = len(self.setup.losses) > made
        seen.hold(self.setup.parameters if self._remakes else held)
        if len(self.seen) < FIRST:
            self.seen.append(seen)
        row = np.array([float(value) for value in row_of(seen, outer)], np.float32)
        if error is not None:
            self._unfinished = row
            raise error
        return row

    def _look(self) -> np.ndarray:
        """Validation loss, then the network's outputs where it is looked at, `[1 + outputs]`."""
        data = self.data
        looked_at = tf.concat([data.x_validation, data.x_train[:SAMPLE], data.x_view], axis=0)
        outputs = self.setup.network(looked_at)
        validation = float(self.setup.loss(data.y_validation, outputs[: len(data.x_validation)]))
        return np.concatenate([[validation], np.ravel(outputs)])

    def _held(self) -> dict[str, Held]:
        return self.seen[-1].held if self.seen else {}

    def _current_values(self) -> dict[str, float]:
        return self.setup.values() or self.initial

    def _evidence(self) -> Evidence:
        error = self.exception if self.exception and self.exception.step <= FIRST else None
        return replace(super()._evidence(), measured_on="eager steps", error=error)

    def _evidence_rows(self) -> np.ndarray:
        if self._unfinished is None or len(self._unfinished) != len(self.columns):
            return self.rows
        return np.concatenate([self.rows, self._unfinished[None]])


class Untraceable:
    """A run whose step could not be traced: it has ended before its first row."""

    ended = True
    step = 0
    mode = "eager"
    reads_as_is = True
    """Nothing was read: the initial values are shown."""

    def __init__(self, spec: RunSpec, data: RunData, exception: ExceptionRecord):
        self.spec = spec
        self.data = data
        self.exception = exception
        self.columns = columns_of(parameter_names(spec.loss))
        self.rows = np.empty((0, len(self.columns)), np.float32)
        self.outputs: dict[int, np.ndarray] = {}
        parameters = inventory().catalogue.loss(spec.loss).parameters
        self.initial = {parameter.name: parameter.initial for parameter in parameters}

    def chain(self) -> Chain:
        """The chain, measured on two eager steps of a copy."""
        return self.outcome.chain

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended, and what two eager steps of a copy show."""
        copy = EagerTrainer(replace(self.spec, steps=STEPS), self.data)
        while not copy.ended:
            copy.advance(STEPS)
        measured = copy.outcome
        return replace(
            measured,
            spec=self.spec,
            status="raised",
            step=0,
            exception=self.exception,
            chain=replace(measured.chain, measured_on="two eager steps"),
            first_loss=None,
            final_loss=None,
            first_validation=None,
            final_validation=None,
            first_scores=(),
            final_scores=(),
            least_error=None,
            steps_per_second=None,
            fingerprint=fingerprint(self.spec, "raised", self.exception, self.rows, []),
            # They belong to the copy: a user who compiles the step never sees them.
            warnings=(),
            parameters={
                name: replace(result, final=result.initial)
                for name, result in measured.parameters.items()
            },
            remarks=(),
        )
