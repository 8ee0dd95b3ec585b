"""The records of what expressions stand for, and small questions on calls and definitions."""

import ast
from dataclasses import dataclass

from explorer.lint.classes import Class
from explorer.lint.scopes import Function, positional

VARIABLE_LISTS = frozenset(
    {"trainable_variables", "trainable_weights", "variables", "weights", "parameters"}
)
"""Attributes with the variables of an object."""


@dataclass(frozen=True, eq=False)
class Variable:
    """A variable, by the call that makes it.

    Attributes:
        maker: `tf`, `keras`, or `weight` for `add_weight`.
        owner: what `add_weight` was called on.
    """

    node: ast.Call
    maker: str
    owner: ast.expr | None = None


@dataclass(frozen=True, eq=False)
class Object:
    """An instance, by the call that makes it.

    Attributes:
        kinds: `model`, `layer`, `loss`, ... as in `Class`.
        class_: where the file has it.
        path: of a class of Keras.
    """

    node: ast.Call
    kinds: frozenset[str]
    class_: Class | None = None
    path: str | None = None


@dataclass(frozen=True, eq=False)
class Callable_:
    """A function, or a method of `class_`."""

    node: Function
    class_: Class | None = None


Origin = Variable | Object | Callable_ | Class


def called(call: ast.Call) -> str:
    """The last part of what is called; empty where it has no name."""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def decorators(function: Function) -> list[ast.expr]:
    """The decorators of a function; none of a lambda."""
    return getattr(function, "decorator_list", [])


def is_property(function: Function) -> bool:
    """Whether reading the attribute calls it."""
    names = (getattr(d, "id", getattr(d, "attr", "")) for d in decorators(function))
    return any(name in ("property", "cached_property") for name in names)


def is_dataclass(class_: ast.ClassDef) -> bool:
    """Whether its fields are the parameters of its `__init__`."""
    made = (d.func if isinstance(d, ast.Call) else d for d in class_.decorator_list)
    names = [getattr(d, "attr", getattr(d, "id", "")) for d in (*made, *class_.bases)]
    return "dataclass" in names or "NamedTuple" in names


def is_static(function: Function) -> bool:
    return any(getattr(d, "id", "") == "staticmethod" for d in decorators(function))


def default_of(function: Function, parameter: ast.arg) -> ast.expr | None:
    given = positional(function)
    if parameter in given and (back := len(given) - given.index(parameter)):
        defaults = function.args.defaults
        return defaults[-back] if back <= len(defaults) else None
    if parameter in function.args.kwonlyargs:
        return function.args.kw_defaults[function.args.kwonlyargs.index(parameter)]
    return None
