"""By which expressions of the user's own a variable can be written in a place of the program."""

import types
from collections.abc import Iterator
from dataclasses import dataclass

import keras
import tensorflow as tf

from explorer.doctor.holders import leads_on
from explorer.engine.probe import tf_variable

DEPTH = 5
MOST = 1000
"""Objects looked at below one name."""


@dataclass(frozen=True)
class Way:
    """An expression, and the objects it goes through."""

    code: str
    root: str
    """The name it begins with."""
    through: tuple[object, ...]
    """The objects on the way, the root's first, without what it leads to."""

    @property
    def holder(self) -> object | None:
        """The object whose attribute it is, or whose attribute holds the list it is in."""
        holders = (item for item in reversed(self.through) if not isinstance(item, (list, dict)))
        return next((item for item in holders if not isinstance(item, tuple)), None)


def ways(target, names: dict[str, object], private: set[str] = frozenset()) -> list[Way]:
    """All expressions over `names` that are `target`, the plainest first.

    Args:
        target: an object, or a TensorFlow variable whose wrapper counts as well.
        names: what the names stand for.
        private: the attributes with a leading underscore that may be used.
    """
    found = [way for name, value in names.items() for way in _below(name, value, target, private)]
    return sorted(found, key=_plainness)


def _plainness(way: Way) -> tuple:
    return way.code.count("["), "._" in way.code, way.code.count(".")


def _below(name: str, root, target, private: set[str]) -> Iterator[Way]:
    # An object may be reached by several ways, so only those in circles are cut off.
    looked_at, level = 0, [(Way(name, name, ()), root)]
    for _ in range(DEPTH):
        below = []
        for way, value in level:
            if value is target or _is(value, target):
                yield way
            elif isinstance(value, (tf.Variable, keras.Variable)) or not leads_on(value):
                continue
            elif looked_at < MOST and not any(value is item for item in way.through):
                looked_at += 1
                through = (*way.through, value)
                for step, item in _steps(value, private):
                    below.append((Way(way.code + step, way.root, through), item))
        level = below


def _is(value, target) -> bool:
    return isinstance(value, (tf.Variable, keras.Variable)) and tf_variable(value) is target


def _steps(value, private: set[str]) -> Iterator[tuple[str, object]]:
    if isinstance(value, (list, tuple)):
        yield from ((f"[{i}]", item) for i, item in enumerate(value))
    elif isinstance(value, dict):
        for key, item in list(value.items()):
            if isinstance(key, (str, int)):
                yield f"[{key!r}]", item
    elif not isinstance(value, types.MethodType):
        for name, item in list(getattr(value, "__dict__", {}).items()):
            if name.isidentifier() and (not name.startswith("_") or name in private):
                yield f".{name}", item
