"""Edits of the user's own text at the positions of its syntax tree, and the diff they make."""

import ast
import difflib
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Edit:
    """Characters from `start` up to `end` are replaced."""

    start: int
    end: int
    new: str


class Source:
    """A text with its tree.

    Args:
        text: Python code, its line ends as they are in the file.

    Raises:
        SyntaxError: the text is no Python.
    """

    def __init__(self, text: str):
        self.text = text
        self.tree = ast.parse(text)
        self._lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    # Positions

    def _offset(self, line: int, column: int) -> int:
        # Columns of a tree count bytes of UTF-8, not characters.
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def start(self, node: ast.AST) -> int:
        """Offset of a node's first character."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.AST) -> int:
        """Offset behind a node's last character."""
        return self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.AST) -> str:
        """A node's text."""
        return self.text[self.start(node) : self.end(node)]

    def line_start(self, node: ast.AST) -> int:
        """Offset of the line where a node begins."""
        return self._starts[node.lineno - 1]

    def newline(self) -> str:
        """How lines end here."""
        first = self._lines[0] if self._lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    # Structure

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node is inside of, from the innermost outwards."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: ast.AST) -> Scope:
        """The function, or the module, that a node is evaluated in."""
        child = node
        for parent in self.above(node):
            # Defaults and decorators belong to the scope around the function.
            inside = parent.body if isinstance(parent, SCOPES) else None
            if inside is not None and (child is inside or child in _list(inside)):
                return parent
            child = parent
        return self.tree

    def scopes(self, node: ast.AST) -> list[Scope]:
        """All that a name may be bound in, as Python looks it up."""
        found = [self.scope(node)]
        while not isinstance(found[-1], ast.Module):
            found.append(self.scope(found[-1]))
        return found

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class around the outermost of a node's functions."""
        return next((n for n in self.above(node) if isinstance(n, ast.ClassDef)), None)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that a node is part of."""
        if isinstance(node, ast.stmt):
            return node
        return next(parent for parent in self.above(node) if isinstance(parent, ast.stmt))

    def within(self, scope: Scope) -> Iterator[ast.AST]:
        """The nodes evaluated in a scope, not those of functions inside it."""
        for node in ast.walk(scope):
            if node is not scope and self.scope(node) is scope:
                yield node

    def bindings(self, name: str, scope: Scope) -> list[ast.AST]:
        """What binds a name in a scope: its parameters, targets, imports and definitions."""
        found: list[ast.AST] = []
        if not isinstance(scope, ast.Module):
            given = scope.args
            every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            found += [a for a in every if a is not None and a.arg == name]
        for node in self.within(scope):
            if isinstance(node, ast.Name):
                stored = isinstance(node.ctx, ast.Store) and node.id == name
                if stored and not self._in_comprehension(node, scope):
                    found.append(node)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [(a.asname or a.name.split(".")[0]) for a in node.names]
                found += [node] * (name in names)
            elif isinstance(node, _NAMED):
                found += [node] * (node.name == name)
        return found

    def _in_comprehension(self, node: ast.AST, scope: Scope) -> bool:
        for parent in self.above(node):
            if parent is scope:
                return False
            if isinstance(parent, _COMPREHENSIONS):
                return True
        return False

    def bound_in(self, name: str, node: ast.AST) -> Scope | None:
        """The scope that binds a name as seen from a node; None for what nothing here binds."""
        for scope in self.scopes(node):
            if self.bindings(name, scope):
                return scope
        return None

    def calls_at(self, line: int, attribute: str) -> list[ast.Call]:
        """The calls of a method of that name that cover a line, the innermost first."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == attribute
            and node.lineno <= line <= node.end_lineno
        ]
        return sorted(found, key=lambda node: (-self.start(node), self.end(node)))

    def before(self, node: ast.AST, code: str) -> Edit | None:
        """Put a line before the statement of a node; None where that is no line of its own."""
        statement = self.statement(node)
        at = self.line_start(statement)
        indent = self.text[at : self.start(statement)]
        if indent.strip():
            return None
        return Edit(at, at, indent + code + self.newline())

    def after(self, node: ast.AST, code: str) -> Edit | None:
        """Put a line behind the statement of a node; None where that shares its lines."""
        statement = self.statement(node)
        indent = self.text[self.line_start(statement) : self.start(statement)]
        at = self._starts[statement.end_lineno]
        rest = self.text[self.end(statement) : at].strip()
        if indent.strip() or (rest and not rest.startswith("#")):
            return None
        ended = self.text[:at].endswith(("\n", "\r"))
        return Edit(at, at, ("" if ended else self.newline()) + indent + code + self.newline())

    def edited(self, edits: Iterable[Edit]) -> str | None:
        """The text with these edits, each made once; None where it is no Python then."""
        text = self.text
        unique = list(dict.fromkeys(edits))
        order = sorted(range(len(unique)), key=lambda i: (unique[i].start, unique[i].end, i))
        last = len(text)
        for edit in (unique[i] for i in reversed(order)):
            if edit.end > last:  # two of them touch the same text
                return None
            text = text[: edit.start] + edit.new + text[edit.end :]
            last = edit.start
        try:
            ast.parse(text)
        except SyntaxError:
            return None
        return text


def _list(body) -> list:
    return body if isinstance(body, list) else [body]


def read(file: str) -> Source | None:
    """The source of a file; None where there is no readable Python."""
    try:
        with tokenize.open(file) as opened:
            encoding = opened.encoding
        with Path(file).open(encoding=encoding, newline="") as opened:
            return Source(opened.read())
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def same(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions are the same code."""
    return ast.dump(one) == ast.dump(other)


def diff(file: str, old: str, new: str) -> str:
    """A unified diff as `git apply` and `patch -p1` take it.

    Args:
        file: the path it is applied to.
        old: the text before.
        new: the text after.
    """
    path = Path(file)
    if path.is_absolute():
        here = Path.cwd()
        path = path.relative_to(here) if path.is_relative_to(here) else path.relative_to("/")
    lines = difflib.unified_diff(
        _lines(old), _lines(new), f"a/{path.as_posix()}", f"b/{path.as_posix()}"
    )
    ended = (
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
