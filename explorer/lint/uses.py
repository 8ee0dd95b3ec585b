"""What a program does with a variable where it mentions it."""

import ast
from dataclasses import dataclass
from typing import Literal

from explorer.lint.classes import Class
from explorer.lint.origin import Callable_, Object, called
from explorer.lint.origins import CONTAINERS, Origins

Kind = Literal[
    "computed",  # part of a computation that a tape can follow
    "taken",  # its value becomes a Python or NumPy number
    "shown",  # printed or compared in a test
    "assigned",  # changed by hand
    "listed",  # given to a tape or to an optimizer
    "weighs",  # in loss_weights of compile()
    "attached",  # set on an object
    "passed",  # to code of this file, or to another name
    "escaped",  # to code that is not seen
]
SHOWING = frozenset(
    [
        "print",
        "str",
        "repr",
        "format",
        "len",
        "isinstance",
        "type",
        "id",
        "hasattr",
        "bool",
        "info",
        "debug",
        "warning",
        "scalar",
        "histogram",
        "assertEqual",
        "assertAllClose",
        "assertNotEqual",
    ]
)
TAKING = frozenset({"float", "int", "round"})
TAKING_PATHS = frozenset(
    {
        "keras.ops.convert_to_numpy",
        "keras.backend.get_value",
        "keras.backend.eval",
        "tensorflow.get_static_value",
        "tensorflow.keras.backend.get_value",
    }
)
LISTING = frozenset(
    [
        "gradient",
        "jacobian",
        "batch_jacobian",
        "watch",
        "apply",
        "apply_gradients",
        "build",
        "minimize",
        "compute_gradients",
        "track_variable",
        "_track_variable",
    ]
)
OVERRIDDEN = frozenset({"trainable_variables", "trainable_weights", "_trainable_variables"})
"""What Keras reads from a model to train it."""
STILL = frozenset({"value", "read_value"})
"""Methods that return the value as the tape sees it."""
FACTS = frozenset(["dtype", "shape", "name", "path", "ndim", "rank", "device"])


@dataclass(frozen=True, eq=False)
class Use:
    """One mention of a variable.

    Attributes:
        kind: what becomes of it.
        node: the mention.
        at: the node that decides: the call, operator or assignment around it.
    """

    kind: Kind
    node: ast.AST
    at: ast.AST


def use(node: ast.AST, origins: Origins) -> Use:
    """What becomes of a variable where `node` mentions it."""
    child, kind = node, None
    while kind is None:
        parent = origins.tree.parents.get(child)
        kind = _step(child, parent, origins)
        if kind is None:
            child = parent
    return Use(kind, node, parent)


def _step(child: ast.AST, parent: ast.AST | None, origins: Origins) -> Kind | None:
    """The kind of use, or None where the parent stands for the variable, or for a list of it."""
    if parent is None:
        return "escaped"
    if isinstance(parent, ast.Attribute):
        return _of_attribute(parent, origins)
    if isinstance(parent, ast.Call):
        return _of_argument(child, parent, origins)
    if isinstance(parent, ast.keyword):
        return None
    if isinstance(parent, (ast.Starred, ast.Subscript, ast.List, ast.Tuple, ast.Set, ast.Dict)):
        return "computed" if isinstance(parent, ast.Subscript) and parent.slice is child else None
    if isinstance(parent, (ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Await)):
        return "shown" if isinstance(parent, ast.IfExp) and parent.test is child else None
    if isinstance(parent, ast.BinOp):
        both = (parent.left, parent.right)
        several = isinstance(parent.op, ast.Add) and any(map(origins.holds_several, both))
        return None if several else "computed"
    if isinstance(parent, ast.Compare):
        return "shown" if _is_test(parent, origins) else "computed"
    if isinstance(parent, ast.UnaryOp):
        return "computed"
    if isinstance(parent, (ast.Assign, ast.AnnAssign)):
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        attached = any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in targets)
        return "attached" if attached else "passed"
    if isinstance(parent, (ast.FormattedValue, ast.Expr, ast.Assert, ast.If, ast.While)):
        return "shown"
    if isinstance(parent, (ast.For, ast.comprehension, ast.Return, ast.arguments, ast.Lambda)):
        return _of_return(parent, origins)
    if isinstance(parent, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return None
    return "escaped"


def _is_test(comparison: ast.Compare, origins: Origins) -> bool:
    around = origins.tree.parents.get(comparison)
    return getattr(around, "test", None) is comparison or isinstance(around, ast.Assert)


def _of_return(parent: ast.AST, origins: Origins) -> Kind:
    if isinstance(parent, ast.Return):
        function = origins.tree.function(parent)
        if getattr(function, "name", "") in OVERRIDDEN:
            return "listed"
    return "passed"


def _of_attribute(parent: ast.Attribute, origins: Origins) -> Kind | None:
    name = parent.attr
    if name == "numpy" or name == "item":
        return "taken"
    if name in STILL:
        call = origins.tree.parents.get(parent)
        if isinstance(call, ast.Call) and call.func is parent:
            return _step(call, origins.tree.parents.get(call), origins) or "passed"
        return None
    if name.startswith(("assign", "scatter_", "batch_scatter_", "_assign")):
        return "assigned"
    if name in FACTS:
        return "shown"
    if name in ("append", "extend", "insert", "update", "setdefault"):
        return "passed"
    if isinstance(parent.ctx, ast.Store):
        return "escaped"
    return "computed" if name in ("T", "sum", "mean") else "escaped"


def _of_argument(child: ast.AST, call: ast.Call, origins: Origins) -> Kind | None:
    if child is call.func:
        return "passed"
    name = called(call)
    path = origins.names.path(call.func)
    if name == "compile" and isinstance(call.func, ast.Attribute):
        given = next((k for k in call.keywords if k is child), None)
        return "weighs" if given is not None and given.arg == "loss_weights" else "escaped"
    if path == "functools.partial":
        return "passed"
    if path in TAKING_PATHS or (path or "").startswith(("numpy.", "math.")):
        return "taken"
    if path is not None and path.startswith(("tensorflow.", "keras.", "jax.", "torch.")):
        return _of_library(path)
    if isinstance(call.func, ast.Name):
        if name in TAKING:
            return "taken"
        if name in SHOWING:
            return "shown"
        if name in CONTAINERS:
            return None
        if name in ("abs", "sum", "max", "min", "pow"):
            return "computed"
    if name in LISTING:
        return "listed"
    if name in SHOWING:
        return "shown"
    found = origins.of(call.func)
    if any(isinstance(origin, Callable_ | Class) for origin in found):
        return "passed"
    if any(isinstance(origin, Object) for origin in found):
        return "computed"
    return "escaped"


def _of_library(path: str) -> Kind:
    last = path.rpartition(".")[2]
    if path in ("tensorflow.print", "tensorflow.summary.scalar") or last.startswith("assert"):
        return "shown"
    if last in ("Variable", "shape", "size", "rank"):
        return "shown"
    if last[:1].isupper() and not path.startswith("tensorflow.GradientTape"):
        return "escaped"
    if last in ("assign", "scatter_update", "moving_average_update", "update"):
        return "assigned"
    return "computed"
