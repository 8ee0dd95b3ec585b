"""How the program reaches a variable: by which names and attributes."""

import sys
import types
from collections.abc import Iterator

import keras
import tensorflow as tf

from explorer.doctor.places import is_library
from explorer.engine.probe import tf_variable

DEPTH = 4
MOST = 3000
"""Objects looked at for one variable."""


def leads_on(value) -> bool:
    """Whether a variable may hang on `value`: data, modules and numbers are left out."""
    if isinstance(value, (keras.Variable, tf.Variable, keras.Layer, keras.losses.Loss)):
        return True
    if isinstance(value, (types.FunctionType, types.MethodType, types.SimpleNamespace, tf.Module)):
        return True
    if isinstance(value, (list, tuple, dict)):
        return len(value) < 50
    if isinstance(value, (type, types.ModuleType, tf.Tensor)) or not hasattr(value, "__dict__"):
        return False
    module = sys.modules.get(type(value).__module__)
    return not is_library(getattr(module, "__file__", None) or "")


def names_of(frame) -> dict[str, object]:
    """The names that a frame sees and that may lead to a variable, or to an optimizer.

    Locals come first.
    """
    seen = {**frame.f_locals} if frame else {}
    if frame is not None:
        for name, value in frame.f_globals.items():
            seen.setdefault(name, value)
    return {
        name: value
        for name, value in seen.items()
        if name.isidentifier()
        and not name.startswith("__")
        and (leads_on(value) or isinstance(value, keras.optimizers.Optimizer))
    }


Held = tuple[str, object, tuple[object, str] | None]
"""A path, what it leads to, and the object and attribute that hold that."""


def find(variable, names: dict[str, object]) -> tuple[str, tuple[object, str] | None] | None:
    """The shortest expression over `names` that is this very variable, and what holds it.

    One by an attribute is preferred to one by an index.
    """
    found = [
        (path, holder) for path, item, holder in reached(names) if tf_variable(item) is variable
    ]
    return min(found, key=lambda way: (way[0].endswith("]"), "[" in way[0]), default=None)


def reached(names: dict[str, object]) -> Iterator[Held]:
    """All variables that can be reached from `names`, nearest first.

    A network's own layers are not entered: what they hold are its weights.
    """
    level: list[Held] = [(name, value, None) for name, value in names.items()]
    seen: set[int] = set()
    for _ in range(DEPTH):
        below: list[Held] = []
        for path, value, holder in level:
            if isinstance(value, (keras.Variable, tf.Variable)):
                yield path, value, holder
            elif id(value) not in seen and len(seen) < MOST and leads_on(value):
                seen.add(id(value))
                below += [(path + step, item, held) for step, item, held in _inside(value)]
        level = below


def attributes(holder) -> dict[str, object]:
    """The public attributes of an object; those of a layer that Keras keeps are left out."""
    return {name: item for name, item in list(vars(holder).items()) if not name.startswith("_")}


def _inside(value) -> Iterator[Held]:
    if isinstance(value, (list, tuple)):
        yield from ((f"[{i}]", item, None) for i, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f"[{key!r}]", item, None) for key, item in list(value.items()))
    elif isinstance(value, types.MethodType):
        yield ".__self__", value.__self__, None
    elif isinstance(value, types.FunctionType):
        for name, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True):
            try:
                yield f".<{name}>", cell.cell_contents, None
            except ValueError:  # not filled yet
                continue
        for name in value.__code__.co_names:
            if leads_on(value.__globals__.get(name)):
                yield f".<{name}>", value.__globals__[name], None
    else:
        for name, item in attributes(value).items():
            yield f".{name}", item, (value, name)
