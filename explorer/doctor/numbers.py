"""Plain numbers that a traced step has read once and that the program changes afterwards."""

import dis
import types
from collections.abc import Iterator
from functools import cache
from inspect import getattr_static
from numbers import Real

import numpy as np

from explorer.doctor.places import is_library

_STEPS = ("call", "__call__", "compute_loss", "train_step")
"""Methods of Keras's that a train step consists of."""
_READS = ("LOAD_ATTR", "LOAD_METHOD")


class Numbers:
    """The numbers that traced code has read from objects of the program, and which of them changed.

    Args:
        most: how many objects are looked after.
    """

    def __init__(self, most: int):
        self._most = most
        self._read: dict[tuple[int, str], tuple[object, object]] = {}
        self.changed: list[tuple[object, str, object]] = []
        """(object, name, value that the trace has) of each number changed since."""

    def traced(self, subject) -> None:
        """A step that calls `subject` was just traced: note the numbers that its code reads."""
        if len(self._read) > self._most:
            return
        for holder, name, value in _numbers_of(subject):
            self._read[id(holder), name] = (holder, value)

    def compare(self) -> None:
        """See what has changed since."""
        for (key, name), (holder, traced) in list(self._read.items()):
            if _value(holder, name) != traced:
                self.changed.append((holder, name, traced))
                del self._read[key, name]


def _value(holder, name: str):
    return holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)


def _numbers_of(subject) -> Iterator[tuple[object, str, object]]:
    if isinstance(subject, types.FunctionType):
        holder, names = subject.__globals__, _globals_read(subject.__code__)
        found = {name: holder.get(name) for name in names}
    else:
        # Of the class too, but without calling what is computed.
        holder, names = subject, _attributes_read(type(subject))
        found = {name: getattr_static(subject, name, None) for name in names}
    for name, value in found.items():
        if isinstance(value, (Real, np.generic)):
            yield holder, name, value


@cache
def _attributes_read(kind: type) -> frozenset[str]:
    """Attributes that a class of the program reads in its part of a step and in what that calls."""
    codes = {
        name: method.__code__
        for owner in reversed(kind.__mro__)
        for name, method in vars(owner).items()
        if hasattr(method, "__code__") and not is_library(method.__code__.co_filename)
    }
    found, waiting = set(), [name for name in _STEPS if name in codes]
    while waiting:
        read = {i.argval for i in _instructions(codes[waiting.pop()]) if i.opname in _READS}
        waiting += [name for name in read - found if name in codes]
        found |= read
    return frozenset(found)


def _globals_read(code: types.CodeType) -> frozenset[str]:
    return frozenset(i.argval for i in _instructions(code) if i.opname == "LOAD_GLOBAL")


def _instructions(code: types.CodeType) -> Iterator[dis.Instruction]:
    yield from dis.get_instructions(code)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _instructions(inner)
