"""d²L/dα² of a few steps: a parameter whose gradient is 0 may be dead, or at its optimum."""

import threading
from collections.abc import Callable

import tensorflow as tf

from explorer.doctor.guard import guarded
from explorer.doctor.rows import Rows
from explorer.doctor.variables import is_trainable, origin

EAGERLY = frozenset([*range(5, 9), *range(50, 54)])
"""The eager steps at which it is computed, counted by their outermost tapes."""


class Curvature:
    """A tape around the tapes of some steps; it watches nothing but the program's own scalars.

    Only in the thread that it is made in, since a tape belongs to its thread: the function behind
    a `py_function` has a tape too, in another one. And only where a step has one tape: around
    nested ones it would change how TensorFlow fuses their operations, and with it last bits.

    Args:
        made: returns the variables that the program has made.
    """

    def __init__(self, made: Callable[[], list[tf.Variable]]):
        self._made = made
        self._outer: tf.GradientTape | None = None
        self._recording = False
        self._entered = 0
        self._thread = threading.get_ident()

    def enter(self, nested: bool) -> None:
        """A tape of the program is entered, inside another one or not."""
        if threading.get_ident() != self._thread:
            return
        self.forget()
        if nested:
            return
        if tf.executing_eagerly():
            self._entered += 1
            if self._entered not in EAGERLY:
                return
        scalars = [v for v in self._made() if _is_scalar(v)]
        if scalars:
            self._outer = tf.GradientTape(watch_accessed_variables=False, persistent=True)
            self._outer.__enter__()
            self._recording = True
            self._outer.watch(scalars)

    def leave(self) -> None:
        """The gradients of that step are computed; `note` may follow."""
        if self._recording and threading.get_ident() == self._thread:
            self._outer.__exit__(None, None, None)
            self._recording = False

    def forget(self) -> None:
        """The step is over."""
        if threading.get_ident() == self._thread:
            self.leave()
            self._outer = None

    def note(self, rows: Rows, gradient) -> None:
        """Note the curvature that belongs to a gradient; part of the graph, if one is traced."""
        if threading.get_ident() != self._thread:
            return
        if self._outer is None or gradient is None or rows.variable.shape.rank != 0:
            return
        outer = self._outer
        try:
            if tf.executing_eagerly():
                rows.bend(outer.gradient(gradient, rows.variable))
                return
            tf.cond(
                rows.is_at(min(EAGERLY)),
                lambda: rows.bend(outer.gradient(gradient, rows.variable)),
                lambda: rows.bend(None),
            )
        except Exception:  # some operations have no second derivative: then it is not known
            return


def _is_scalar(variable) -> bool:
    with guarded():
        made = origin(variable)
        return (
            made is not None
            and made.owner == "program"
            and variable.shape.rank == 0
            and variable.dtype.is_floating
            and is_trainable(variable)
        )
    return False
