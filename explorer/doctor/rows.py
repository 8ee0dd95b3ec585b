"""Rows of one variable at one place where it is differentiated, written inside the user's graph."""

import numpy as np
import tensorflow as tf

from explorer.doctor.variables import read
from explorer.engine.probe import VARIABLE

CAPACITY = 1024
"""Rows that a graph may write before they are fetched; the first one is always kept."""
COLUMNS = ("available", "delivered", "value")
_OF_VALUE = np.array([0, 0, 1], np.float32)
KEPT = 512
"""Rows kept for the whole program; from then on each stands for several steps."""


class Rows:
    """One row a call of `gradient`: gradient available, gradient delivered, value before it.

    Of a variable that is no scalar, a gradient is its norm, and a value is how far the farthest
    element is from its start.

    Args:
        variable: the TensorFlow variable.
    """

    def __init__(self, variable):
        self.variable = variable
        with tf.init_scope():
            self._buffer = _made(np.full((CAPACITY, len(COLUMNS)), np.nan, np.float32))
            self._count = _made(np.int32(0))
            self._extremes = _made(np.full(len(COLUMNS), np.nan, np.float32))
            self._curvature = _made(np.float32(np.nan))
            self._start = None
            if variable.shape.rank:
                self._start = _made(np.zeros(variable.shape, np.float32))
        self._fetched = 0
        self._kept = np.empty((0, 2 + len(COLUMNS)))

    def begin(self, gradient) -> None:
        """Write a row; part of the graph that is being traced, if any is.

        Args:
            gradient: dL/dv, or None.
        """
        figures = tf.stack([_size(gradient), np.nan, self._figure(read(self.variable))])
        count = self._count.read_value()
        self._buffer.scatter_nd_update([[self._index(count)]], [figures])
        start = tf.math.multiply_no_nan(self._buffer[0], _OF_VALUE)  # of gradients, 0
        kept = self._extremes.read_value()
        farther = tf.abs(figures - start) > tf.abs(kept - start)
        self._extremes.assign(tf.where(tf.math.is_nan(kept) | farther, figures, kept))
        self._count.assign(count + 1)

    def deliver(self, gradient) -> None:
        """Complete the last row: an optimizer received `gradient` for the variable."""
        index = self._index(tf.maximum(self._count.read_value() - 1, 0))
        self._buffer.scatter_nd_update([[index, 1]], [_size(gradient)])

    def bend(self, curvature) -> tf.Tensor:
        """Note d²L/dv² of this step; None leaves what was noted before."""
        if curvature is not None:
            self._curvature.assign(tf.cast(curvature, tf.float32))
        return tf.constant(True)

    def is_at(self, count: int) -> tf.Tensor:
        """Whether this step writes that row, counted from 1."""
        return tf.equal(self._count.read_value(), count)

    @property
    def curvature(self) -> float:
        """d²L/dv² where it was computed last; NaN where it was not."""
        return float(self._curvature.numpy())

    def fetch(self) -> None:
        """Move what was written since the last time out of TensorFlow."""
        count = int(self._count.numpy())
        new = count - self._fetched
        if not new:
            return
        steps = np.arange(self._fetched, count)
        missed = max(0, new - (CAPACITY - 1) - (self._fetched == 0))
        if missed:  # the graph wrote over them; the first row is kept, and the extremes of all
            begun = 1 if self._fetched == 0 else 0
            between = [[steps[begun] + 1, missed, *self._extremes.numpy()]]
            steps = np.concatenate([steps[:begun], steps[begun + missed :]])
        buffer = self._buffer.numpy()
        rows = buffer[np.where(steps == 0, 0, 1 + (steps - 1) % (CAPACITY - 1))]
        table = np.column_stack([steps + 1, np.ones(len(steps)), rows])
        if missed:
            table = np.insert(table, begun, between, axis=0)
        self._kept = np.concatenate([self._kept, table])
        while len(self._kept) > 2 * KEPT:
            self._kept = _halved(self._kept)
        self._fetched = count

    @property
    def count(self) -> int:
        """Rows written, as of the last fetch."""
        return self._fetched

    def now(self) -> int:
        """Rows written until now."""
        return int(self._count.numpy())

    def column(self, name: str) -> np.ndarray:
        """A column by name, float; each entry is the extreme of the steps it stands for."""
        return self._kept[:, 2 + COLUMNS.index(name)]

    @property
    def steps(self) -> np.ndarray:
        """The first step that each entry stands for, from 1."""
        return self._kept[:, 0].astype(int)

    def figure_now(self) -> float:
        """The variable's value as rows have it."""
        return float(self._figure(read(self.variable)).numpy())

    def _figure(self, value):
        value = tf.cast(value, tf.float32)
        if self._start is None:
            return value
        first = tf.equal(self._count.read_value(), 0)
        start = tf.where(first, value, self._start.read_value())
        self._start.assign(start)
        return tf.reduce_max(tf.abs(value - start))

    @staticmethod
    def _index(count):
        return tf.where(count == 0, 0, 1 + (count - 1) % (CAPACITY - 1))


def _made(value) -> tf.Variable:
    """A variable that no creator, strategy or train step takes for one of the program's."""
    return VARIABLE(value, trainable=False, name="explorer_doctor")


def _size(gradient):
    """A gradient as one figure: itself for a scalar, else its norm; NaN for none."""
    if gradient is None:
        return tf.constant(np.nan)
    if isinstance(gradient, tf.IndexedSlices):
        gradient = gradient.values
    gradient = tf.cast(gradient, tf.float32)
    return tf.norm(gradient) if gradient.shape.rank else gradient


def _halved(table: np.ndarray) -> np.ndarray:
    """Each two entries as one, except the first, which is the start.

    Of a column the figure that is farther from 0 stays, of values the one farther from the start.
    """
    first, rest, odd = table[:1], table[1:], table[:0]
    if len(rest) % 2:
        rest, odd = rest[:-1], rest[-1:]
    pairs = rest.reshape(-1, 2, table.shape[1])
    halved = pairs[:, 0].copy()
    halved[:, 1] = pairs[:, :, 1].sum(axis=1)
    base = np.zeros(table.shape[1])
    base[-1] = first[0, -1]
    distance = np.nan_to_num(np.abs(pairs - base), nan=-1)
    farther = distance[:, 1] > distance[:, 0]
    farther[:, :2] = False
    halved[farther] = pairs[:, 1][farther]
    return np.concatenate([first, halved, odd])
