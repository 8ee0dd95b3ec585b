"""`WiringCheck`: the doctor as a callback of `Model.fit`."""

import warnings
from contextlib import ExitStack
from typing import Literal

import keras

from explorer.doctor.checkup import checkup
from explorer.doctor.hooks import watching
from explorer.doctor.known import Compiled
from explorer.doctor.report import Report


class WiringCheck(keras.callbacks.Callback):
    """Watch the first steps of `fit`, and report loss parameters that do not train.

    The train step is traced anew for it, which hides a stale one: a parameter registered after a
    first `fit` is found healthy here, though without this callback it would not train. Where an
    exception ends `fit` before it has judged, the hooks stay until the next `fit` with it.

    Args:
        on_fault: 'warn' issues a `UserWarning`, 'stop' also ends the training, 'raise' raises
            `WiringError`.
        steps: after how many batches it judges.

    Attributes:
        report: the report; None until it has judged.

    Raises:
        ValueError: `on_fault` is something else.
    """

    def __init__(self, on_fault: Literal["warn", "stop", "raise"] = "warn", steps: int = 20):
        super().__init__()
        if on_fault not in ("warn", "stop", "raise"):
            raise ValueError(
                f"expected on_fault one of 'warn', 'stop', 'raise'; received: {on_fault!r}"
            )
        self.on_fault = on_fault
        self.steps = steps
        self.report: Report | None = None
        self._hooks = None
        self._watch = None
        self._done = 0

    def on_train_begin(self, logs=None):
        if self._hooks:  # an exception ended the last training before it was judged
            self._hooks.close()
        self._hooks = ExitStack()
        self._watch = self._hooks.enter_context(watching())
        self._watch.adopt(self.model, self.model.loss)
        self._watch.compiled.append(Compiled(self.model, self.model.loss, None, None, {}, True))
        self._done = 0
        self.model.make_train_function(force=True)

    def on_train_batch_end(self, batch, logs=None):
        self._done += 1
        if self._hooks and self._done >= self.steps:
            self._judge()

    def on_train_end(self, logs=None):
        if self._hooks:
            self._judge()

    def _judge(self) -> None:
        self.report = Report(checkup(self._watch, "fit", None))
        self._hooks.close()
        self._hooks = None
        self.model.make_train_function(force=True)
        if self.on_fault == "raise":
            self.report.throw()
        if self.report.findings:
            warnings.warn(str(self.report), stacklevel=2)
            self.model.stop_training = self.model.stop_training or self.on_fault == "stop"
