"""What every run does that is computed step by step: epochs, callbacks, and its diagnosis."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property

import numpy as np

from explorer.engine.chain import measure
from explorer.engine.data import RunData
from explorer.engine.diagnosis import diagnose
from explorer.engine.errors import record_exception
from explorer.engine.evidence import Evidence, Witness
from explorer.engine.outcome import outcome_of
from explorer.engine.recording import Chunk, Recording
from explorer.engine.setup import Setup
from explorer.records.outcome import Chain, Diagnosis, Outcome
from explorer.records.spec import RunSpec


class Training(Recording, ABC):
    """Owner of a run while it is computed.

    Attributes:
        mode: 'xla', 'graph' or 'eager'.
        setup: what the wiring connected.
        witness: what was seen in and between the steps.
        expected_loss: what the loss itself gives on the first batch, before the first step.
        swap_seconds: time that the last chunk spent on loading its run's state, where runs share
            a program.
    """

    mode: str
    swap_seconds = 0.0

    def __init__(self, spec: RunSpec, data: RunData, setup: Setup, witness: Witness):
        super().__init__(spec, data)
        self.setup = setup
        self.witness = witness
        self.expected_loss: float | None = None
        self._epoch = math.ceil(len(data.x_train) / setup.key.batch_size)

    @abstractmethod
    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps and return their chunk."""

    @property
    def reads_as_is(self) -> bool:
        """Whether the loss sees its parameters as they are."""
        return self.setup.reads_as_is

    @abstractmethod
    def evidence(self) -> Evidence:
        """What the chain is judged from so far."""

    def chain(self) -> Chain:
        """The chain over the steps recorded so far."""
        return measure(self.evidence())

    def diagnosis(self) -> Diagnosis:
        """What the steps recorded so far show."""
        columns = self.by_column(self.rows)
        return diagnose(self.evidence(), self.witness, columns, self.expected_loss)

    @cached_property
    def outcome(self) -> Outcome:
        """How the run ended.

        Raises:
            RuntimeError: it has not ended.
        """
        return outcome_of(self, self.diagnosis(), self.mode, self.reads_as_is)

    @abstractmethod
    def _current_values(self) -> dict[str, float]:
        """The values that the next step begins with."""

    def _loss_itself(self, x: np.ndarray, y: np.ndarray) -> float | None:
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
        return Chunk(self.step, self.rows[self.step :])

    def _steps_left(self) -> int:
        """Steps until the run ends, or the epoch where something happens between epochs."""
        left = self.spec.steps - self.step
        return min(left, self._epoch - self.step % self._epoch) if self.setup.callbacks else left

    def _begin_epoch(self) -> None:
        """Let the wiring's callbacks begin an epoch, if one begins here."""
        if self.step % self._epoch == 0:
            self._between(lambda callback, epoch: callback.on_epoch_begin(epoch), self.step)

    def _end_epoch(self) -> None:
        """Let the wiring's callbacks end an epoch, if one ends here."""
        if self.step and self.step % self._epoch == 0 and self.diverged_at is None:
            self._between(lambda callback, epoch: callback.on_epoch_end(epoch), self.step - 1)

    def _between(self, call: Callable, step: int) -> None:
        if not self.setup.callbacks:
            return
        with self.witness.after(self.step, self._current_values):
            for callback in self.setup.callbacks:
                call(callback, step // self._epoch)
