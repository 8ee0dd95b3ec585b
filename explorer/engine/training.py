"""What every segment does that is computed step by step: epochs, callbacks, and its diagnosis."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import tensorflow as tf

from explorer.datasets.split import batches
from explorer.engine.chain import measure
from explorer.engine.data import RunData
from explorer.engine.diagnosis import diagnose
from explorer.engine.errors import record_exception
from explorer.engine.evidence import Evidence, Witness
from explorer.engine.probe import Observation, tf_variable
from explorer.engine.recording import Chunk, Recording
from explorer.engine.setup import Setup
from explorer.engine.state import State
from explorer.records.finding import Finding, found
from explorer.records.outcome import Chain, Diagnosis
from explorer.records.spec import RunSpec
from explorer.records.timeline import Segment

Put = Callable[[State], None]


@dataclass(frozen=True)
class Handover:
    """What a segment leaves to the next one.

    Attributes:
        state: the values of all variables.
        witness: who knows what callbacks did.
        epochs_from: the step from which its epochs count.
    """

    state: State
    witness: Witness
    epochs_from: int


@dataclass(frozen=True)
class Moment:
    """What a step begins with.

    Attributes:
        step: which one, from 1.
        y: the targets of its batch, float32 `[batch, columns]`.
        outputs: what the network gives for its inputs, float32 `[batch, outputs]`.
        values: of the loss parameters, by name.
    """

    step: int
    y: np.ndarray
    outputs: np.ndarray
    values: dict[str, float]


class Training(Recording, ABC):
    """Owner of a segment while it is computed.

    Args:
        before: left by the segment before. Under the same wiring all goes on; else the network's
            weights and the loss parameters do, in a setup that is new in all else.
        seen: what was seen of the step already.

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

    def __init__(
        self,
        spec: RunSpec,
        data: RunData,
        segment: Segment,
        setup: Setup,
        before: Handover | None = None,
        seen: tuple[Observation, ...] = (),
    ):
        super().__init__(spec, data, segment)
        self.setup = setup
        self.expected_loss: float | None = None
        self._before = before
        self._goes_on = before is not None and not segment.rewired
        self._epochs_from = before.epochs_from if self._goes_on else segment.begun
        witness = before.witness if self._goes_on else None
        self.witness = Witness(setup, seen, segment.begun, witness)
        self._not_set: list[Finding] = []
        self._epoch = math.ceil(len(data.x_train) / setup.key.batch_size)

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps and return their chunk.

        Where the wiring does something between epochs, a chunk ends with its epoch. What the step
        or a callback raises ends the run.
        """
        left = self.segment.until - self.step
        if self.setup.callbacks:
            left = min(left, self._epoch - self._in_epoch)
        rows, looks, error = [], {}, None
        try:
            if self._in_epoch == 0:
                self._call("on_epoch_begin", self._epochs)
            self._do(min(steps, left), rows, looks)
        except Exception as raised:  # whatever a user's wiring can raise is a result
            error = raised
        chunk = self.record(rows, looks)
        try:
            if error is None and self.diverged_at is None and self._in_epoch == 0:
                self._call("on_epoch_end", self._epochs - 1)
        except Exception as raised:
            error = raised
        if error is not None:
            self.exception = record_exception(error, self.step + 1)
        return chunk

    @property
    def _epochs(self) -> int:
        return (self.step - self._epochs_from) // self._epoch

    @property
    def _in_epoch(self) -> int:
        return (self.step - self._epochs_from) % self._epoch

    @abstractmethod
    def _do(self, steps: int, rows: list[np.ndarray], looks: dict[int, np.ndarray]) -> None:
        """Do `steps` train steps, or fewer; add their rows and looks, as `record` takes them."""

    @abstractmethod
    def _state(self) -> State:
        """All that the steps have changed."""

    def handover(self) -> Handover:
        """What the next segment goes on with; as soon as this one is over."""
        return Handover(self._state(), self.witness, self._epochs_from)

    def _begin(self, load: Put, take_over: Put) -> None:
        """Give the setup the values that the segment begins with.

        Args:
            load: puts back a state of this very setup.
            take_over: goes on with the state of another one.
        """
        if self._before is None:
            self.setup.initialise(self.spec.seed)
        else:
            (load if self._goes_on else take_over)(self._before.state)
        self.setup.set_rates(self.segment.lr, self.segment.loss_lr)
        for event in self.segment.events:
            if event.what == "set":
                self._set(event.parameter, event.value)

    def _set(self, name: str, value: float) -> None:
        parameter = self.setup.parameters.get(name)
        variable = tf_variable(parameter)
        if variable is not None:
            variable.assign(tf.cast(value, variable.dtype))
        if variable is None or self.witness.remade:
            self._not_set.append(found("not_set", parameter=name, value=value))

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
        return diagnose(
            self.evidence(), self.witness, columns, self.mode, self.expected_loss, self._not_set
        )

    @abstractmethod
    def _current_values(self) -> dict[str, float]:
        """The values that the next step begins with."""

    def _outputs(self, x: np.ndarray) -> tf.Tensor:
        """What the network gives for these inputs."""
        return self.setup.network(x)

    def _loss_itself(self, x: np.ndarray, y: np.ndarray) -> float | None:
        """The loss of one batch by its own formula; None where there is no such loss."""
        if self.setup.loss is None:
            return None
        try:
            return float(self.setup.loss(y, self._outputs(x)))
        except Exception:  # the step raises it too, and that is recorded
            return None

    def moment(self) -> Moment:
        """What the next step begins with; no variable changes."""
        chosen = next(self._batches_after(self.step))
        outputs = np.asarray(self.setup.network(self.data.x_train[chosen]))
        # A loss made in the step is at its first values again, whatever the last one ended with.
        values = self.initial if self.witness.remade else self._current_values()
        return Moment(self.step + 1, self.data.y_train[chosen], outputs, dict(values))

    def _new_batches(self) -> Iterator[np.ndarray]:
        """The run's batches from the segment's first step on."""
        return self._batches_after(self.segment.begun)

    def _batches_after(self, step: int) -> Iterator[np.ndarray]:
        every = batches(len(self.data.x_train), self.setup.key.batch_size, self.spec.seed)
        return islice(every, step, None)

    def _call(self, hook: str, epoch: int) -> None:
        if not self.setup.callbacks:
            return
        with self.witness.after(self.step, self._current_values):
            for callback in self.setup.callbacks:
                getattr(callback, hook)(epoch)
