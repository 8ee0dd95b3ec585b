"""In which part of a step a variable is read: in a loss, in a layer, or in the step itself."""

import threading
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Literal
from unittest.mock import patch

import keras
import tensorflow as tf

from explorer.doctor.guard import busy, guarded
from explorer.doctor.patching import replaced

Scope = Literal["loss", "layer", "step"]


class Scopes(threading.local):
    """The calls that a thread is in, and the tapes that record there.

    Args:
        on_read: hears of each variable that a tape has begun to watch, and in which scope.
        on_tape: hears of each tape that is entered, and whether inside another.
        on_call: hears of each loss, and of each layer that is called from outside any other.
        on_raise: hears of what a loss raises.
    """

    def __init__(
        self,
        on_read: Callable[[tf.Variable, Scope], None],
        on_call: Callable[[Scope, object], None],
        on_raise: Callable[[Exception], None],
        on_tape: Callable[[bool], None],
    ):
        self._on_read = on_read
        self._on_call = on_call
        self._on_raise = on_raise
        self._on_tape = on_tape
        self._calls: list[tuple[Scope, object]] = []
        self._tapes: list[tf.GradientTape] = []
        self._seen: set[int] = set()
        self.adders: set[int] = set()
        """By `id` the layers that add a loss of their own, or whose output is a scalar: a loss."""

    @property
    def now(self) -> Scope:
        """Where this thread is."""
        kinds = {kind for kind, _ in self._calls}
        return "loss" if "loss" in kinds else "layer" if kinds else "step"

    @property
    def recording(self) -> bool:
        """Whether a tape of the program records."""
        return bool(self._tapes)

    def recorded_by_another(self, tape: tf.GradientTape) -> bool:
        """Whether another tape of the program records."""
        return any(each is not tape for each in self._tapes)

    def saw(self, variable) -> bool:
        """Whether a tape was seen to watch it since the outermost one was entered."""
        return id(variable) in self._seen

    def settle(self) -> None:
        """Note what was read since the last change of scope."""
        for tape in self._tapes:
            for variable in tape.watched_variables():
                if id(variable) not in self._seen:
                    self._seen.add(id(variable))
                    self._on_read(variable, self.now)

    def patches(self) -> Iterator:
        """What has to be patched for that."""
        yield replaced(keras.losses.Loss, "__call__", partial(self._called, "loss"))
        yield replaced(keras.Layer, "__call__", partial(self._called, "layer"))
        yield replaced(keras.Model, "_compute_loss", partial(self._called, "loss"))
        yield replaced(keras.Layer, "add_loss", self._adding)
        enter, leave = tf.GradientTape.__enter__, tf.GradientTape.__exit__

        @wraps(enter)
        def entered(tape):
            if not busy():
                nested = bool(self._tapes)
                if not nested:
                    self._seen.clear()
                with guarded():
                    self._on_tape(nested)
                self._tapes.append(tape)
            return enter(tape)

        @wraps(leave)
        def left(tape, *exception):
            if tape in self._tapes:
                with guarded():
                    self.settle()
                self._tapes.remove(tape)
            return leave(tape, *exception)

        yield patch.object(tf.GradientTape, "__enter__", entered)
        yield patch.object(tf.GradientTape, "__exit__", left)

    def _called(self, kind: Scope, function):
        @wraps(function)
        def called(subject, *args, **kwargs):
            if busy() or (self._calls and self._calls[-1][0] == kind == "layer"):
                return function(subject, *args, **kwargs)
            with guarded():
                self.settle()
                self._on_call(kind, subject)
            self._calls.append((kind, subject))
            try:
                result = function(subject, *args, **kwargs)
                if kind == "layer" and tf.is_tensor(result) and result.shape.rank == 0:
                    self.adders.add(id(subject))
                return result
            except Exception as error:
                if kind == "loss":
                    with guarded():
                        self._on_raise(error)
                raise
            finally:
                with guarded():
                    self.settle()
                self._calls.pop()

        return called

    def _adding(self, add_loss):
        @wraps(add_loss)
        def added(layer, *args, **kwargs):
            self.adders.add(id(layer))
            return add_loss(layer, *args, **kwargs)

        return added
