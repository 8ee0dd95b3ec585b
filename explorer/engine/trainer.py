"""One run: a pure function of its `RunSpec`, computed in compiled chunks of any length."""

import time
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np
import tensorflow as tf

from explorer.engine.data import RunData, batches
from explorer.engine.eager import Untraceable
from explorer.engine.probe import Held
from explorer.engine.program import CAPACITY, Program
from explorer.engine.recording import Chunk, Recording, is_snapshot
from explorer.engine.row import value_of
from explorer.records.outcome import Chain, Outcome
from explorer.records.spec import RunSpec


class Trainer(Recording):
    """Runs one spec on a program that fits it.

    Several trainers may share a program: each keeps its own state and puts it back when the
    program last served another.
    """

    def __init__(self, spec: RunSpec, data: RunData, program: Program):
        super().__init__(spec, data, program.setup)
        self.program = program
        self._state = None
        self._arrays = [tf.constant(array) for array in data.arrays]
        self._batches = batches(len(data.x_train), program.key.batch_size, spec.seed)
        self._take_program()

    @property
    def mode(self) -> str:
        """'xla' or 'graph'."""
        return self.program.mode

    @property
    def seen(self):
        """The one pass that was watched: a compiled step is traced once."""
        return [self.program.observation]

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps (and at most CAPACITY) and return their chunk.

        Where the wiring does something between epochs, a chunk ends with its epoch. An
        exception from Keras ends the run and gives an empty chunk.
        """
        self._take_program()
        left = min(self.spec.steps - self.step, self._steps_left_in_epoch())
        lengths, ends = self._segments(min(steps, CAPACITY, left))
        indices = np.stack(list(islice(self._batches, sum(lengths))))
        try:
            self._begin_epoch()
            began = time.perf_counter()
            rows, looks = self.program.run(self._arrays, indices, lengths)
            self.seconds += time.perf_counter() - began
        except Exception as error:  # whatever a user's wiring can raise is a result
            return self._raised(error)
        chunk = self._record(rows, ends, looks)
        try:
            self._end_epoch()
        except Exception as error:
            self._raised(error)
        return chunk

    def chain(self) -> Chain:
        """The chain over the steps recorded so far, or on two eager steps where none ran."""
        return self.outcome.chain if self._raised_at_once else super().chain()

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended. A step that raises when it first runs counts as untraceable."""
        if not self._raised_at_once:
            return super().outcome
        untraceable = Untraceable(self.spec, self.data, self.exception)
        return replace(untraceable.outcome, mode=self.mode)

    @property
    def _raised_at_once(self) -> bool:
        return self.exception is not None and self.step == 0

    def _segments(self, steps: int) -> tuple[list[int], list[int]]:
        """Lengths of stretches that end at each snapshot and at the end, and their last steps."""
        last = self.step + steps
        ends = [s for s in range(self.step + 1, last + 1) if is_snapshot(s, self.spec.steps)]
        if not ends or ends[-1] != last:
            ends.append(last)
        return np.diff([self.step, *ends]).tolist(), ends

    def _take_program(self) -> None:
        occupant = self.program.occupant
        self.swap_seconds = 0.0
        if occupant is self:
            return
        began = time.perf_counter()
        if occupant is not None and not occupant.ended:
            occupant._state = self.program.save()
        self.program.occupant = self
        if self._state is None:
            self.program.start(self.spec)
            self.initial = self._current_values()
            first = next(
                batches(len(self.data.x_train), self.program.key.batch_size, self.spec.seed)
            )
            self.expected_loss = self._loss_itself(
                self.data.x_train[first], self.data.y_train[first]
            )
        else:
            self.program.load(self._state)
        self.swap_seconds = time.perf_counter() - began

    def _held(self) -> dict[str, Held]:
        return self.program.observation.held

    def _current_values(self) -> dict[str, float]:
        return {name: value_of(item.parameter) for name, item in self._held().items()}
