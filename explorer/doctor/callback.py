"""`WiringCheck`: the doctor as a callback of `Model.fit`."""

import sys
import warnings
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Literal

import keras
import tensorflow as tf

from explorer.doctor.checkup import checkup
from explorer.doctor.hooks import watching
from explorer.doctor.known import Compiled
from explorer.doctor.report import Report


class WiringCheck(keras.callbacks.Callback):
    """Watch the first steps of `fit`, and report loss parameters that do not train.

    The train step is traced anew for it, which hides a stale one: a parameter registered after a
    first `fit` is found healthy here, though without this callback it would not train.

    An exception of a step is reported too, and ends the watch. One of another callback or of the
    validation ends it as soon as nothing holds its traceback any more, at the latest when the next
    `fit` with a `WiringCheck` begins.

    Args:
        on_fault: 'warn' issues a `UserWarning`, 'stop' also ends the training, 'raise' raises
            `WiringError`.
        steps: after how many batches it judges.

    Attributes:
        report: the report; None until it has judged.

    Raises:
        ValueError: `on_fault` is something else.
    """

    _hooks = ExitStack()
    """Those of the training that is watched; classes are patched, so there is one at a time."""

    def __init__(self, on_fault: Literal["warn", "stop", "raise"] = "warn", steps: int = 20):
        super().__init__()
        if on_fault not in ("warn", "stop", "raise"):
            raise ValueError(
                f"expected on_fault one of 'warn', 'stop', 'raise'; received: {on_fault!r}"
            )
        self.on_fault = on_fault
        self.steps = steps
        self.report: Report | None = None
        self._watch = None
        self._done = 0

    def on_train_begin(self, logs=None):
        WiringCheck._hooks.close()  # of a training that an exception ended
        hooks = WiringCheck._hooks = ExitStack()
        self._watch = hooks.enter_context(watching())
        self._watch.adopt(self.model, self.model.loss)
        self._watch.compiled.append(Compiled(self.model, self.model.loss, None, None, {}, True))
        self._done = 0
        self.model.make_train_function(force=True)
        self.model.train_function = self._ending(self.model.train_function)
        # What is traced under watch is not used afterwards.
        hooks.callback(setattr, self.model, "train_function", None)
        # Nothing else tells a callback that `fit` was left, but this list goes with it.
        weakref.finalize(_callback_list(), hooks.close).atexit = False

    def on_train_batch_end(self, batch, logs=None):
        self._done += 1
        if self._watch and self._done >= self.steps:
            self._judge()

    def on_train_end(self, logs=None):
        if self._watch:
            self._judge()

    def _ending(self, train_function: Callable) -> Callable:
        """The train function, which ends the watch where it raises."""

        @wraps(train_function)
        def watched(iterator):
            try:
                return train_function(iterator)
            except (StopIteration, tf.errors.OutOfRangeError):  # the data have ended
                raise
            except BaseException as error:
                self._report(error)
                raise

        return watched

    def _report(self, error: BaseException | None = None) -> None:
        watch, self._watch = self._watch, None
        self.report = Report(checkup(watch, "fit", error))
        WiringCheck._hooks.close()

    def _judge(self) -> None:
        self._report()
        self.model.make_train_function()
        if self.on_fault == "raise":
            self.report.throw()
        if self.report.findings:
            warnings.warn(str(self.report), stacklevel=2)
            self.model.stop_training = self.model.stop_training or self.on_fault == "stop"


def _callback_list() -> keras.callbacks.CallbackList:
    """The list whose `on_train_begin` is being called."""
    frame = sys._getframe(1)
    while not isinstance(frame.f_locals.get("self"), keras.callbacks.CallbackList):
        frame = frame.f_back
    return frame.f_locals["self"]
