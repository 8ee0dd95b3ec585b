"""Where the gradient of a variable ends on its way to the loss."""

import ast

from explorer.lint.origin import called
from explorer.lint.program import Program
from explorer.lint.scopes import argument

STAIRCASES = frozenset(
    [
        "round",
        "floor",
        "ceil",
        "rint",
        "sign",
        "argmax",
        "argmin",
        "trunc",
        "logical_and",
        "logical_or",
        "logical_not",
        "greater",
        "less",
        "greater_equal",
        "less_equal",
        "equal",
        "not_equal",
        "floordiv",
        "floor_divide",
        "one_hot",
    ]
)
CUTTING = STAIRCASES | {"stop_gradient"}
FARTHEST = 3
"""Names that a value is followed through."""


def cut_by(program: Program, node: ast.AST, left: int = FARTHEST) -> ast.AST | None:
    """The operation without a gradient that this mention's value has to pass; None if none has.

    A value that is given a name counts as cut if every use of that name is.
    """
    child = node
    while True:
        parent = program.tree.parents.get(child)
        if isinstance(parent, ast.Compare):
            return parent
        if isinstance(parent, ast.Call):
            if child is not parent.func and _cuts(program, parent):
                return parent
            if child is parent.func or not _is_operation(program, parent):
                return None
        elif isinstance(parent, (ast.Assign, ast.AnnAssign)):
            return _cut_later(program, parent, left)
        elif isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.keyword, ast.Subscript)):
            if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.FloorDiv):
                return parent
        elif not isinstance(parent, (ast.Attribute, ast.List, ast.Tuple)):
            return None
        child = parent


def _cuts(program: Program, call: ast.Call) -> bool:
    path = program.names.path(call.func) or ""
    if not path.startswith(("tensorflow.", "keras.")):
        return False
    if called(call) == "cast":
        dtype = argument(call, 1, "dtype")
        text = ast.unparse(dtype) if dtype is not None else ""
        return "int" in text or "bool" in text
    return called(call) in CUTTING


def _is_operation(program: Program, call: ast.Call) -> bool:
    path = program.names.path(call.func) or ""
    return path.startswith(("tensorflow.", "keras.")) or called(call) in ("abs", "sum")


def _cut_later(program: Program, statement: ast.Assign | ast.AnnAssign, left: int):
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    if left == 0 or len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return None
    target = targets[0]
    key = program.tree.key(target)
    if key is None or len(program.tree.bound[key]) != 1:
        return None
    cuts = [
        cut_by(program, name, left - 1)
        for name in program.tree.named(target.id)
        if isinstance(name.ctx, ast.Load) and program.tree.key(name) == key
    ]
    return cuts[0] if cuts and all(cuts) else None
