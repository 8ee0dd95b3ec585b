"""Python source by name: a definition with everything in its file that it uses."""

import ast
from collections.abc import Container


def code_of(source: str, name: str, without: Container[str] = ()) -> str:
    """The code of `name` in a module's source, and of everything there that it uses.

    Imports come first, those from this project left out; the rest keeps the file's order.

    Args:
        source: of the module.
        name: defined in it.
        without: names that are not followed.
    """
    nodes = ast.parse(source).body
    defined = {defines: node for node in nodes for defines in _defines(node)}
    used, waiting = set(), [name]
    while waiting:
        named = waiting.pop()
        node = None if named in without else defined.get(named)
        if node is not None and node not in used:
            used.add(node)
            waiting += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    lines = source.splitlines()
    kept = [(node, _text(lines, node, nodes)) for node in nodes if node in used]
    imports = [text for node, text in kept if _is_import(node) and "explorer" not in text]
    parts = ["\n".join(imports)] if imports else []
    for node, text in kept:
        if not _is_import(node):
            gap = "\n\n" if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else "\n"
            parts.append((gap if parts else "") + text)
    return "\n".join(parts) + "\n"


def _defines(node: ast.stmt) -> list[str]:
    """The names that a statement of a module binds."""
    if _is_import(node):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign):
        return [part.id for t in node.targets for part in ast.walk(t) if isinstance(part, ast.Name)]
    return [node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _text(lines: list[str], node: ast.stmt, nodes: list[ast.stmt]) -> str:
    """Its lines, from its first decorator or a comment above it on; a constant's docstring too."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    while lines[first - 2].startswith("#"):
        first -= 1
    after = nodes[nodes.index(node) + 1 :]
    last = node.end_lineno
    if isinstance(node, ast.Assign) and after and _is_text(after[0]):
        last = after[0].end_lineno
    return "\n".join(lines[first - 1 : last])


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
