"""The user's own source: what a line names, and where a name is set."""

import ast
import inspect
import linecache
from functools import cache

from explorer.records.checkup import Place


def name_of(place: Place | None, path: str | None) -> str:
    """What the program calls a variable: the target of the assignment that makes it."""
    target = place and _target(place)
    if target:
        return target
    return path.rsplit(".", 1)[-1].strip("<>") if path else "variable"


def set_at(holder: tuple[object, str] | None, name: str, near: Place | None) -> Place | None:
    """The first line that sets an attribute of an object, or a name of the same file."""
    if holder:
        try:
            file = inspect.getsourcefile(type(holder[0]))
        except TypeError:
            return None
    else:
        file = near and near.file
    tree = file and tree_of(file)
    lines = [
        node.lineno
        for node in ast.walk(tree or ast.Module([], []))
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if (isinstance(target, ast.Attribute) and holder and target.attr == name)
        or (isinstance(target, ast.Name) and not holder and target.id == name)
    ]
    return Place(file, min(lines)) if lines else None


@cache
def tree_of(file: str) -> ast.Module | None:
    """The syntax tree of a file; None where there is no readable Python."""
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError):
        return None


def _target(place: Place) -> str | None:
    tree = tree_of(place.file)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and (
            node.lineno <= place.line <= node.end_lineno
        ):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Attribute):
                return target.attr
            if isinstance(target, ast.Name):
                return target.id
    return None
