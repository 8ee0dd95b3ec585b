"""Where variables come from: who made each one, and on which line of the user's program."""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Literal
from unittest.mock import patch

import keras
import tensorflow as tf
from tensorflow.python.eager.polymorphic_function.polymorphic_function import (
    UnliftedInitializerVariable,
)

from explorer.doctor.guard import busy, guarded
from explorer.doctor.places import frames, place
from explorer.engine.probe import VARIABLE
from explorer.records.checkup import Place

Owner = Literal["program", "library", "state"]
"""The user's own line; a layer of Keras; an optimizer, metric or generator of random numbers."""

_MARK = "_explorer_origin"
_WRAPPER = "_explorer_wrapper"
_STATE = tuple(f"/keras/src/{room}/" for room in ("optimizers", "metrics", "random"))
_PASSED_ON = tuple(
    f"/keras/src/{part}" for part in ("backend/", "utils/", "initializers/", "layers/layer.py")
)
"""Files through which a variable is made for whoever called them."""


@dataclass(frozen=True)
class Origin:
    """Who made a variable."""

    owner: Owner
    place: Place | None
    layer: object = None
    """A weak reference to the layer whose `add_weight` made it."""
    in_step: bool = False
    """Whether it was made under a tape, or inside a loss."""


def origin(variable) -> Origin | None:
    """Who made a TensorFlow variable; None for one made before the watch began."""
    kept = wrapper(variable)
    return getattr(variable if kept is None else kept, _MARK, None)


def wrapper(variable) -> keras.Variable | None:
    """The Keras variable that holds a TensorFlow variable, if any does."""
    kept = getattr(variable, _WRAPPER, None)
    return None if kept is None else kept()


def adopt(variable, owner: Owner, layer=None, holder: keras.Variable | None = None) -> None:
    """Note the origin of a variable that was made before the watch began, unless it has one.

    Args:
        variable: of TensorFlow.
        owner: who is taken to have made it.
        layer: whose weight it is, if it is one.
        holder: the Keras variable that holds it, if one does.
    """
    if holder is not None and wrapper(variable) is None:
        setattr(variable, _WRAPPER, weakref.ref(holder))
    if origin(variable) is None:
        reference = None if layer is None else weakref.ref(layer)
        setattr(variable if holder is None else holder, _MARK, Origin(owner, None, reference))


def is_trainable(variable) -> bool:
    """Whether it is meant to be trained: a tape watches what Keras has frozen later."""
    kept = wrapper(variable)
    return bool((variable if kept is None else kept).trainable)


def marking(on_made: Callable[[object], bool]) -> Iterator:
    """Patches that note the origin of every variable made.

    Args:
        on_made: is called for each; returns whether a step is being done or traced.
    """

    def noted(init):
        @wraps(init)
        def made(variable, *args, **kwargs):
            if not busy():
                with guarded():
                    setattr(variable, _MARK, _origin(on_made(variable)))
            return init(variable, *args, **kwargs)

        return made

    initialize = keras.Variable._initialize

    @wraps(initialize)
    def initialized(wrapper_, value):
        result = initialize(wrapper_, value)
        with guarded():
            setattr(wrapper_._value, _WRAPPER, weakref.ref(wrapper_))
        return result

    for made in (VARIABLE, UnliftedInitializerVariable, keras.Variable):
        yield patch.object(made, "__init__", noted(made.__init__))
    yield patch.object(keras.Variable, "_initialize", initialized)


def _origin(in_step: bool) -> Origin:
    library, _ = frames()
    layer = None
    direct = True
    for frame in library:
        file = frame.f_code.co_filename
        if any(room in file for room in _STATE):
            return Origin("state", place())
        if "/keras/src/" not in file:
            continue
        if frame.f_code.co_name == "add_weight":
            layer = weakref.ref(frame.f_locals["self"])
        elif not any(part in file for part in _PASSED_ON) or frame.f_code.co_name == "__call__":
            direct = False
    return Origin("program" if direct else "library", place(), layer, in_step)


def read(variable) -> tf.Tensor:
    """Its value, without a trace in any tape of the program."""
    return tf.stop_gradient(variable.read_value())
