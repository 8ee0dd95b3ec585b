"""`WiringCheck` where an exception ends `fit`: nothing of the doctor stays behind."""

import gc
from contextlib import suppress

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.doctor import WiringCheck

GRADIENT = tf.GradientTape.gradient
X = np.linspace(0, 1, 8, dtype="float32").reshape(4, 2)


class Raising(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        raise LookupError("of a callback")


class Interrupted(keras.losses.Loss):
    def call(self, y, f):
        raise KeyboardInterrupt


class Refusing(keras.losses.Loss):
    """Its parameter reaches the loss, which then is of no use."""

    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0, name="alpha")

    def call(self, y, f):
        raise LookupError(f"of a loss with {self.alpha.name}")


def compiled(loss):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", loss)
    return model


def is_hooked():
    return tf.GradientTape.gradient is not GRADIENT


@pytest.mark.parametrize("loss", [Refusing(), Interrupted()], ids=["error", "interrupt"])
def test_an_exception_of_a_step_ends_the_watch_and_is_reported(loss):
    model, watch = compiled(loss), WiringCheck()
    with pytest.raises((LookupError, KeyboardInterrupt)) as kept:
        model.fit(X, X[:, :1], verbose=0, callbacks=[watch])
    assert kept.tb is not None and not is_hooked()  # although the traceback holds all frames
    assert model.train_function is None
    if isinstance(loss, Refusing):
        assert watch.report.chains["loss.alpha"].broken_link == "used"
        assert "LookupError" in watch.report.checkup.exception


def test_an_exception_of_another_callback_ends_the_watch_with_its_traceback():
    model, watch = compiled("mse"), WiringCheck()
    with suppress(LookupError):
        model.fit(X, X[:, :1], verbose=0, callbacks=[watch, Raising()])
    gc.collect()
    assert not is_hooked() and model.train_function is None


def test_a_watch_that_a_traceback_holds_ends_with_the_next_one():
    model, other = compiled("mse"), compiled("mse")
    with pytest.raises(LookupError) as kept:
        model.fit(X, X[:, :1], verbose=0, callbacks=[WiringCheck(), Raising()])
    other.fit(X, X[:, :1], verbose=0, callbacks=[WiringCheck()])
    assert kept.tb is not None and not is_hooked()
    del kept
    gc.collect()  # the first list of callbacks goes now; its hooks are closed already
    assert not is_hooked()
