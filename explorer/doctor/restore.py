"""Put everything back that a trial step changes: variables, optimizer, metrics, random state."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import keras
import numpy as np
from keras.src.backend.common import global_state
from keras.src.random import seed_generator
from tensorflow.python.eager import context

from explorer.engine.probe import variables_of

# Keras 3.12 and older spell the name out.
SEED_GENERATOR = getattr(seed_generator, "GLOBAL_SEED_GENERATOR", "global_seed_generator")


@contextmanager
def restored(objects: Iterable[object], variables: Iterable[object]) -> Iterator[None]:
    """Do the block as a trial.

    Args:
        objects: whose attributes are put back, lists and dictionaries among them by content.
        variables: whose values are put back, of Keras or TensorFlow.
    """
    attributes = [(item, _contents(item)) for item in objects if item is not None]
    values = [(v, v.numpy()) for v in variables_of(variables) if v.is_initialized()]
    seeds = _Seeds()
    try:
        yield
    finally:
        for item, contents in attributes:
            _put_back(item, contents)
        for variable, value in values:
            variable.assign(value)
        seeds.put_back()


def _contents(item) -> dict[str, object]:
    return {name: _snapshot(value) for name, value in vars(item).items()}


def _snapshot(value):
    """A value with the content of the containers in it; Keras's tracked ones among them."""
    if isinstance(value, list):
        return value, [_snapshot(item) for item in value]
    if isinstance(value, dict):
        return value, {key: _snapshot(item) for key, item in value.items()}
    if isinstance(value, set):
        return value, set(value)
    return value, None


def _refilled(snapshot):
    """The same object, with the content that it had."""
    value, content = snapshot
    if content is None:
        return value
    value.clear()
    if isinstance(content, list):
        value.extend([_refilled(item) for item in content])
    elif isinstance(content, dict):
        value.update({key: _refilled(item) for key, item in content.items()})
    else:
        value.update(content)
    return value


def _put_back(item, contents) -> None:
    now = vars(item)
    for name in [name for name in now if name not in contents]:
        del now[name]
    for name, snapshot in contents.items():
        now[name] = _refilled(snapshot)


class _Seeds:
    """The random state of Python, NumPy, TensorFlow and Keras."""

    def __init__(self):
        self._python = random.getstate()
        self._numpy = np.random.get_state()
        self._tensorflow = getattr(context.context(), "_rng", None)
        self._state = self._tensorflow and self._tensorflow.getstate()
        self._keras = global_state.get_global_attribute(SEED_GENERATOR)
        self._value = self._keras and keras.ops.convert_to_numpy(self._keras.state)

    def put_back(self) -> None:
        random.setstate(self._python)
        np.random.set_state(self._numpy)
        if self._tensorflow:
            self._tensorflow.setstate(self._state)
        global_state.set_global_attribute(SEED_GENERATOR, self._keras)
        if self._keras:
            self._keras.state.assign(self._value)
