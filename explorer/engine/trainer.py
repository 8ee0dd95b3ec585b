"""A segment computed in compiled chunks of any length: the same steps whatever the chunks."""

import time

import numpy as np
import tensorflow as tf

from explorer.engine.data import RunData
from explorer.engine.eager import Untraceable
from explorer.engine.evidence import Evidence
from explorer.engine.program import CAPACITY, Program
from explorer.engine.recording import Chunk, snapshot_steps
from explorer.engine.row import value_of
from explorer.engine.state import State
from explorer.engine.training import Handover, Moment, Training
from explorer.records.outcome import Chain, Diagnosis
from explorer.records.spec import RunSpec
from explorer.records.timeline import Segment


class Trainer(Training):
    """Runs one segment on a program that fits it.

    Several trainers may share a program, which then keeps the state of each.
    """

    def __init__(
        self,
        spec: RunSpec,
        data: RunData,
        segment: Segment,
        program: Program,
        before: Handover | None = None,
    ):
        # A compiled step is watched once, while it is traced.
        super().__init__(spec, data, segment, program.setup, before, (program.observation,))
        self.program = program
        self._arrays = [tf.constant(array) for array in data.arrays]
        self._batches = self._new_batches()
        self._take_program()
        self.initial = self._current_values()
        first = next(self._new_batches())
        self.expected_loss = self._loss_itself(data.x_train[first], data.y_train[first])

    @property
    def mode(self) -> str:
        """'xla' or 'graph'."""
        return self.program.mode

    def begin(self) -> None:
        """Set the variables of the program, which calls it when it serves this trainer first."""
        self._begin(self.program.variables.load, self.program.variables.take_over)

    def _state(self) -> State:
        self.program.serve(self)
        return self.program.variables.save()

    def moment(self) -> Moment:
        """What the next step begins with; takes the program, and changes no variable of the run."""
        self._take_program()
        return super().moment()

    def advance(self, steps: int) -> Chunk:
        """Do at most `steps` more train steps, and at most CAPACITY; return their chunk."""
        self._take_program()
        return super().advance(min(steps, CAPACITY))

    def _do(self, steps: int, rows: list[np.ndarray], looks: dict[int, np.ndarray]) -> None:
        lengths, ends = self._stretches(steps)
        batch = np.dtype((np.int32, self.setup.key.batch_size))
        indices = np.fromiter(self._batches, batch, steps)
        began = time.perf_counter()
        block, looked = self.program.run(self._arrays, indices, lengths)
        self.seconds += time.perf_counter() - began
        rows.append(block)
        looks.update(zip(ends, looked, strict=True))

    def evidence(self) -> Evidence:
        """What the chain is judged from so far."""
        diverged = self.diverged_at is not None
        return self.witness.evidence(self.by_column(self.rows), self.initial, diverged=diverged)

    def chain(self) -> Chain:
        """The chain over the steps recorded so far, or on two eager steps where none ran."""
        return self._untraceable().chain() if self._raised_at_once else super().chain()

    def diagnosis(self) -> Diagnosis:
        """What the steps show. A step that raises when it first runs counts as untraceable."""
        return self._untraceable().diagnosis() if self._raised_at_once else super().diagnosis()

    @property
    def _raised_at_once(self) -> bool:
        return self.exception is not None and self.step == self.segment.begun

    def _untraceable(self) -> Untraceable:
        return Untraceable(
            self.spec, self.data, self.segment, self.exception, self._before, self.mode
        )

    def _stretches(self, steps: int) -> tuple[list[int], list[int]]:
        """Lengths of stretches that end at each snapshot and at the end, and their last steps."""
        last = self.step + steps
        ends = [s for s in snapshot_steps(self.spec.steps) if self.step < s <= last]
        if not ends or ends[-1] != last:
            ends.append(last)
        return np.diff([self.step, *ends]).tolist(), ends

    def _take_program(self) -> None:
        began = time.perf_counter()
        swapped = self.program.serve(self)
        self.swap_seconds = time.perf_counter() - began if swapped else 0.0

    def _outputs(self, x: np.ndarray) -> tf.Tensor:
        return self.program.outputs(tf.constant(x))

    def _current_values(self) -> dict[str, float]:
        return {name: value_of(item.parameter) for name, item in self.witness.held.items()}
