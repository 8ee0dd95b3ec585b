"""A compiled wiring: many train steps per call, with telemetry, reused for every run it fits."""

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count

import numpy as np
import tensorflow as tf

from explorer import models
from explorer.engine import optimizers
from explorer.engine.data import SAMPLE, RunData
from explorer.engine.inventory import inventory
from explorer.engine.probe import Observation, differentiable, watching
from explorer.engine.row import columns_of, parameter_names, row_of, value_of
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec
from explorer.tasks import TASKS

CAPACITY = 1000
"""Steps that one call can hold."""
SEGMENTS = 64
"""Snapshots that one call can hold; a run has at most 62."""
PAUSE_SECONDS = 0.02
"""How long other work waits while XLA compiles."""
PLACEHOLDER_RATE = 1e-3
"""Rate that optimizers are made with; every run then assigns its own."""


class Setup:
    """The objects that a wiring connects, recorded as it requests them."""

    def __init__(self, key: ProgramKey):
        entries = inventory()
        returns = TASKS[entries.catalogue.loss(key.loss).task].network
        self.networks = []
        self.losses = []
        self.optimizer = optimizers.make(key.optimizer, PLACEHOLDER_RATE)
        self.loss_optimizer = None

        def make_model():
            network = models.make_network(returns, key.inputs, key.outputs, key.width, key.depth)
            self.networks.append(network)
            return network

        def make_loss(**seams):
            self.losses.append(entries.losses[key.loss](**seams))
            return self.losses[-1]

        made = [make_model, make_loss, self.optimizer]
        if entries.catalogue.wiring(key.wiring).uses_loss_lr:
            self.loss_optimizer = optimizers.make(key.optimizer, PLACEHOLDER_RATE)
            made.append(self.loss_optimizer)
        connected = entries.connects[key.wiring](*made)
        self.step, self.callbacks = connected if isinstance(connected, tuple) else (connected, [])

    @property
    def network(self):
        """The network that is trained."""
        return self.networks[-1]

    @property
    def loss(self):
        """The loss made last; None before any was made."""
        return self.losses[-1] if self.losses else None

    @property
    def parameters(self) -> dict:
        """What that loss holds now, by name; empty before any was made."""
        return self.loss.parameters if self.losses else {}

    @property
    def reads_as_is(self) -> bool:
        """Whether every loss sees its parameters as they are."""
        return all(loss.reads_as_is for loss in self.losses)

    def values(self) -> dict[str, float]:
        """The value of every parameter now."""
        return {name: value_of(parameter) for name, parameter in self.parameters.items()}

    def start(self, spec: RunSpec) -> None:
        """Give the run its initial weights and learning rates."""
        for network in self.networks:
            models.initialise(network, spec.seed)
        self.optimizer.learning_rate = spec.lr
        if self.loss_optimizer is not None:
            self.loss_optimizer.learning_rate = spec.loss_lr


class Program:
    """Compiled train steps of one wiring, and the variables they work on.

    Raises on construction what Keras or TensorFlow raise when the chunk is traced.

    Attributes:
        mode: 'xla', or 'graph' where XLA cannot compile the step.
        columns: telemetry columns, in order.
        observation: what the step was seen to do while it was traced.
        occupant: the run whose state the variables hold now.
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
        self.variables = list(self._chunk.graph.variables)
        self._handles = [(variable.handle, variable.dtype) for variable in self.variables]
        self._initial = self.save()
        self.occupant: object | None = None

    def _make_variables(self, data: RunData) -> None:
        """Trace the step once by itself, so that the variables it makes exist.

        A function that makes variables is traced twice; for the whole chunk that costs more.
        """
        calls = count()

        def step(x, y):
            if next(calls) == 0:
                with watching():
                    self.setup.step((x, y))

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
        held = self.setup.parameters
        with tf.GradientTape(watch_accessed_variables=False) as outer:
            outer.watch(differentiable(held.values()))
            with watching(outer) as seen:
                self.setup.step(batch)
        seen.hold(held)
        self.observation = seen
        return tf.stack([tf.cast(value, tf.float32) for value in row_of(seen, outer)])

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

    def save(self) -> list[tf.Tensor]:
        """Values of all variables: a run's whole state.

        The raw operations take a quarter of the time of `numpy()` and `assign()`, and runs that
        share a program swap their states at every turn.
        """
        return [
            tf.raw_ops.ReadVariableOp(resource=handle, dtype=dtype)
            for handle, dtype in self._handles
        ]

    def load(self, state: Sequence[tf.Tensor]) -> None:
        """Put back what `save` returned."""
        for (handle, _), value in zip(self._handles, state, strict=True):
            tf.raw_ops.AssignVariableOp(resource=handle, value=value)

    def start(self, spec: RunSpec) -> None:
        """Reset to the first step of `spec`."""
        self.load(self._initial)
        self.setup.start(spec)


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
    step = tf.function(lambda x, y: setup.step((x, y)), autograph=False)
    with watching():
        step.get_concrete_function(*_one_batch(key, data))


def _one_batch(key: ProgramKey, data: RunData) -> list[tf.Tensor]:
    return [tf.constant(array[: key.batch_size]) for array in (data.x_train, data.y_train)]


def _no_batches(key: ProgramKey) -> np.ndarray:
    return np.empty((0, key.batch_size), np.int32)
