"""What every run does that is computed step by step: epochs, callbacks, and its diagnosis."""

import math
from abc import ABC, abstractmethod
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

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps and return their chunk.

        Where the wiring does something between epochs, a chunk ends with its epoch. What the step
        or a callback raises ends the run.
        """
        left = self.spec.steps - self.step
        if self.setup.callbacks:
            left = min(left, self._epoch - self.step % self._epoch)
        rows, looks, error = [], {}, None
        try:
            if self.step % self._epoch == 0:
                self._call("on_epoch_begin", self.step // self._epoch)
            self._do(min(steps, left), rows, looks)
        except Exception as raised:  # whatever a user's wiring can raise is a result
            error = raised
        chunk = self.record(rows, looks)
        try:
            if error is None and self.diverged_at is None and self.step % self._epoch == 0:
                self._call("on_epoch_end", self.step // self._epoch - 1)
        except Exception as raised:
            error = raised
        if error is not None:
            self.exception = record_exception(error, self.step + 1)
        return chunk

    @abstractmethod
    def _do(self, steps: int, rows: list[np.ndarray], looks: dict[int, np.ndarray]) -> None:
        """Do `steps` train steps, or fewer; add their rows and looks, as `record` takes them."""

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

    def _call(self, hook: str, epoch: int) -> None:
        if not self.setup.callbacks:
            return
        with self.witness.after(self.step, self._current_values):
            for callback in self.setup.callbacks:
                getattr(callback, hook)(epoch)
