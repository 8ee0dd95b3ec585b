"""A compiled wiring: many train steps per call, with telemetry, reused for every run it fits."""

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count
from weakref import WeakKeyDictionary

import numpy as np
import tensorflow as tf

from explorer.engine.data import SAMPLE, RunData
from explorer.engine.probe import Observation
from explorer.engine.row import columns_of, parameter_names, row_of
from explorer.engine.setup import Setup
from explorer.engine.state import State, Variables
from explorer.engine.watched import watched_step
from explorer.records.program_key import ProgramKey

CAPACITY = 1000
"""Steps that one call can hold."""
SEGMENTS = 64
"""Snapshots that one call can hold; a run has at most 62."""
PAUSE_SECONDS = 0.02
"""How long other work waits while XLA compiles."""


class Program:
    """Compiled train steps of one wiring, and the state of every run that they serve.

    Raises on construction what Keras or TensorFlow raise when the chunk is traced.

    Attributes:
        mode: 'xla', or 'graph' where XLA cannot compile the step.
        columns: telemetry columns, in order.
        observation: what the step was seen to do while it was traced.
        variables: what its steps change.
        outputs: the network as a function of a batch's inputs.
    """

    def __init__(self, key: ProgramKey, data: RunData, *, probe: bool = True, xla: bool = True):
        for _ in self._build(key, data, probe, xla):
            pass

    @classmethod
    def in_phases(
        cls, key: ProgramKey, data: RunData, *, probe: bool = True, xla: bool = True
    ) -> Generator[None, None, "Program"]:
        """Build a program with pauses between the long phases, so that other work gets a turn."""
        program = cls.__new__(cls)
        yield from program._build(key, data, probe, xla)
        return program

    def _build(self, key: ProgramKey, data: RunData, probe: bool, xla: bool) -> Generator:
        self.key = key
        self.setup = Setup(key)
        self.probe = probe
        self.observation = Observation()
        self.columns = columns_of(parameter_names(key.loss))
        self.mode = "xla" if xla else "graph"
        self._make_variables(data)
        yield
        self._chunk = self._compile(data)
        self.variables = Variables(self.setup, self._chunk.graph.variables)
        self._initial = self.variables.save()
        # Keras alone needs ten times as long for a batch.
        batch = tf.TensorSpec((key.batch_size, key.inputs))
        self.outputs = tf.function(self.setup.network, autograph=False).get_concrete_function(batch)
        self._occupant = None
        self._states: WeakKeyDictionary[object, State] = WeakKeyDictionary()

    def _make_variables(self, data: RunData) -> None:
        """Trace the step once by itself, so that the variables it makes exist.

        A function that makes variables is traced twice; for the whole chunk that costs more.
        """
        calls = count()

        def step(x, y):
            if next(calls) == 0:
                watched_step(self.setup, (x, y), gradients=False).completed()

        tf.function(step, autograph=False).get_concrete_function(*_one_batch(self.key, data))

    def _compile(self, data: RunData):
        signature = [
            *(tf.TensorSpec(array.shape, tf.float32) for array in data.arrays),
            tf.TensorSpec((CAPACITY, self.key.batch_size), tf.int32),
            tf.TensorSpec((SEGMENTS,), tf.int32),
            tf.TensorSpec((), tf.int32),
        ]
        return tf.function(
            self._trace, jit_compile=self.mode == "xla", autograph=False, input_signature=signature
        ).get_concrete_function()

    def _trace(self, x, y, x_validation, y_validation, x_view, indices, lengths, segments):
        """`segments` stretches of train steps, a look at the network after each.

        Returns telemetry `[CAPACITY, columns]` and looks `[SEGMENTS, 1 + outputs]`; the caller
        knows how many rows of each it requested.
        """
        looked_at = tf.concat([x_validation, x[:SAMPLE], x_view], axis=0)
        points = looked_at.shape[0]
        size = 1 + points * self.setup.network.output_shape[-1]
        rows = tf.TensorArray(tf.float32, CAPACITY, element_shape=(len(self.columns),))
        looks = tf.TensorArray(tf.float32, SEGMENTS, element_shape=(size,))

        def one_step(t, rows):
            # Slicing by a step-dependent start would recompile at every call; gather does not.
            chosen = tf.gather(indices, t)
            row = self._row((tf.gather(x, chosen), tf.gather(y, chosen)))
            return t + 1, rows.write(t, row)

        def one_segment(s, t, rows, looks):
            end = t + tf.gather(lengths, s)
            t, rows = tf.while_loop(lambda t, _: t < end, one_step, [t, rows])
            # One forward pass for all: every pass costs time to compile.
            outputs = self.setup.network(looked_at)
            validation = self.setup.loss(y_validation, outputs[: x_validation.shape[0]])
            look = tf.concat([[validation], tf.reshape(outputs, [-1])], axis=0)
            return s + 1, t, rows, looks.write(s, look)

        _, _, rows, looks = tf.while_loop(
            lambda s, *_: s < segments, one_segment, [0, 0, rows, looks]
        )
        return rows.stack(), looks.stack()

    def _row(self, batch):
        """Do one train step; return its telemetry: gradients before the update, values after."""
        if not self.probe:
            self.setup.step(batch)
            return tf.zeros([len(self.columns)])
        self.observation = watched_step(self.setup, batch).completed()
        return tf.stack([tf.cast(value, tf.float32) for value in row_of(self.observation)])

    def run(self, arrays: Sequence[tf.Tensor], indices: np.ndarray, lengths: Sequence[int]):
        """Do sum(lengths) train steps and look at the network after each stretch.

        Args:
            arrays: the run's data on the device, in `RunData`'s order.
            indices: batch indices `[steps, batch]`, steps <= CAPACITY.
            lengths: how many steps before each look; at most SEGMENTS of them.

        Returns:
            `(rows, looks)`, float32 `[steps, columns]` and `[len(lengths), 1 + outputs]`, which
            `RunData.snapshots` takes.
        """
        steps = sum(lengths)
        padded = np.zeros((CAPACITY, self.key.batch_size), np.int32)
        padded[:steps] = indices
        stretches = np.zeros(SEGMENTS, np.int32)
        stretches[: len(lengths)] = lengths
        rows, looks = self._chunk(
            *arrays, tf.constant(padded), tf.constant(stretches), tf.constant(len(lengths))
        )
        return rows.numpy()[:steps], looks.numpy()[: len(lengths)]

    def serve(self, run) -> bool:
        """Let the variables hold the state of `run`; if it is new, `run.begin()` sets it.

        The state of the run before is kept, unless that has `ended` or is dropped.

        Returns:
            Whether they held another one.
        """
        if self._occupant is run:
            return False
        if self._occupant is not None and not self._occupant.ended:
            self._states[self._occupant] = self.variables.save()
        self._occupant = run
        state = self._states.pop(run, None)
        self.variables.load(self._initial if state is None else state)
        if state is None:
            run.begin()
        return True


def compiling(key: ProgramKey, data: RunData) -> Generator[None, None, Program]:
    """Compile with XLA or, where XLA cannot, as a plain graph; pauses between the long phases.

    Raises what Keras or TensorFlow raise when a user compiles the step alone.
    """
    try:
        program = yield from Program.in_phases(key, data)
    except Exception:
        compile_step_alone(key, data)
        raise
    # XLA compiles at the first call; zero segments run no step. That takes longest of all phases
    # and needs no Python, so a thread does it and live runs go on meanwhile.
    arrays = [tf.constant(array) for array in data.arrays]
    with ThreadPoolExecutor(max_workers=1) as thread:
        first_call = thread.submit(program.run, arrays, _no_batches(key), [])
        while wait([first_call], PAUSE_SECONDS).not_done:
            yield
    try:
        first_call.result()
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
        return (yield from Program.in_phases(key, data, xla=False))
    return program


def compile_step_alone(key: ProgramKey, data: RunData) -> None:
    """`tf.function(step)` on one batch, as a user writes it; it raises as it does for them."""
    setup = Setup(key)

    def step(x, y):
        return watched_step(setup, (x, y), gradients=False).completed().returned

    tf.function(step, autograph=False).get_concrete_function(*_one_batch(key, data))


def _one_batch(key: ProgramKey, data: RunData) -> list[tf.Tensor]:
    return [tf.constant(array[: key.batch_size]) for array in (data.x_train, data.y_train)]


def _no_batches(key: ProgramKey) -> np.ndarray:
    return np.empty((0, key.batch_size), np.int32)
