"""Edits of Python source by its syntax tree: comments and layout stay."""

import ast
import re
import sys
from collections.abc import Iterable


class Edits:
    """Replacements in one source, each of the text of a node.

    Args:
        source: Python.

    Attributes:
        tree: its syntax tree.
    """

    def __init__(self, source: str):
        self.tree = ast.parse(source)
        # The columns of the tree count bytes.
        self._source = source.encode()
        self._starts = [0]
        for line in self._source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._edits: list[tuple[int, int, bytes]] = []

    def replace(self, node: ast.AST, text: str) -> None:
        """Put `text` in place of a node."""
        self._edits.append((*self._span(node), text.encode()))

    def remove_lines(self, node: ast.stmt) -> None:
        """Remove a statement with its decorators, and the empty lines before it."""
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        begin, end = self._starts[first - 1], self._starts[node.end_lineno]
        while self._source[:begin].endswith(b"\n\n"):
            begin -= 1
        self._edits.append((begin, end, b""))

    def replace_signature(self, node: ast.FunctionDef, text: str) -> None:
        """Put `def name(…)` in place of a function's own; its body begins on the next line."""
        begin = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.body[0].lineno - 1]
        self._edits.append((begin, end, f"{text}:\n".encode()))

    def insert_after(self, node: ast.stmt, text: str) -> None:
        """Put lines after those of a statement."""
        end = self._starts[node.end_lineno]
        self._edits.append((end, end, text.encode()))

    def text(self, node: ast.AST) -> str:
        """The source of a node, without the edits."""
        begin, end = self._span(node)
        return self._source[begin:end].decode()

    def _span(self, node: ast.AST) -> tuple[int, int]:
        begin = self._starts[node.lineno - 1] + node.col_offset
        return begin, self._starts[node.end_lineno - 1] + node.end_col_offset

    def edited(self) -> str:
        """The source with all edits; of two that overlap, the outer one holds."""
        made, at = [], 0
        for begin, end, text in sorted(self._edits, key=lambda edit: (edit[0], -edit[1])):
            if begin >= at:
                made += [self._source[at:begin], text]
                at = end
        return b"".join([*made, self._source[at:]]).decode()


def names_in(source: str) -> set[str]:
    """The names that a source uses or binds outside of its functions' signatures."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def defined_in(source: str) -> dict[str, str]:
    """The text of each function, class and constant of a module, by its name; not its imports."""
    nodes, lines = ast.parse(source).body, source.splitlines()
    found = {}
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            continue
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        found |= dict.fromkeys(names, "\n".join(lines[first - 1 : node.end_lineno]))
    return found


def renamed(source: str, names: Iterable[str], ending: str) -> str:
    """A source in which these names have an ending; attributes and texts stay."""
    for name in names:
        source = re.sub(rf"(?<![\w.\"'`]){re.escape(name)}(?![\w\"'`=])", name + ending, source)
    return source


def split_imports(source: str) -> tuple[set[str], str]:
    """The import statements of a module, one a line, and the rest."""
    edits, imports = Edits(source), set()
    for node in edits.tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            edits.remove_lines(node)
            imports |= {ast.unparse(one) for one in _one_by_one(node)}
    return imports, edits.edited().strip("\n")


def _one_by_one(node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    if isinstance(node, ast.Import):
        return [ast.Import([alias]) for alias in node.names]
    return [ast.ImportFrom(node.module, [alias], node.level) for alias in node.names]


def needed(imports: Iterable[str], used: set[str]) -> list[str]:
    """Those of the import statements whose name is used; the standard library first."""
    kept = [text for text in imports if _bound(text) in used]
    own = {text for text in kept if re.split(r"[ .]", text)[1] in sys.stdlib_module_names}
    return [*sorted(own, key=_order), "", *sorted(set(kept) - own, key=_order)]


def _bound(text: str) -> str:
    alias = ast.parse(text).body[0].names[0]
    return (alias.asname or alias.name).split(".")[0]


def _order(text: str) -> tuple:
    return (text.startswith("from"), text)
