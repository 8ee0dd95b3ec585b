"""Plain numbers that a traced step has read once and that the program changes afterwards."""

import dis
import types
from collections.abc import Iterator
from functools import cache
from numbers import Real

import numpy as np

from explorer.doctor.places import is_library

_NOT_STEPS = ("__init__", "get_config", "from_config")


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
        names, where = _globals_read(subject.__code__), subject.__globals__
        holder = where
    else:
        names, where = _attributes_read(type(subject)), vars(subject)
        holder = subject
    for name in names:
        value = where.get(name)
        if isinstance(value, (Real, np.generic)) and not isinstance(value, np.ndarray):
            yield holder, name, value


@cache
def _attributes_read(kind: type) -> frozenset[str]:
    """Attributes that the methods of a class of the program read, its set-up left out."""
    found = set()
    for owner in kind.__mro__:
        for name, method in vars(owner).items():
            code = getattr(method, "__code__", None)
            if code and not is_library(code.co_filename) and name not in _NOT_STEPS:
                found |= {i.argval for i in _instructions(code) if i.opname == "LOAD_ATTR"}
    return frozenset(found)


def _globals_read(code: types.CodeType) -> frozenset[str]:
    return frozenset(i.argval for i in _instructions(code) if i.opname == "LOAD_GLOBAL")


def _instructions(code: types.CodeType) -> Iterator[dis.Instruction]:
    yield from dis.get_instructions(code)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _instructions(inner)
