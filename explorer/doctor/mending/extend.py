"""Extend the list of an own step: what is differentiated, and in step with it what is updated."""

import ast
import re

from explorer.doctor.mending.edits import Edit, Scope, Source, same

UPDATES = ("apply_gradients", "apply")
"""The methods of an optimizer that update variables."""


def valid_at(source: Source, codes: list[str], node: ast.AST, seen_from: ast.AST) -> str | None:
    """The first of some expressions that can be written at a node.

    Args:
        source: the user's text.
        codes: expressions that hold at `seen_from` while the program runs, the plainest first.
        node: where it is to be written.
        seen_from: where they hold.
    """
    fitting = [code for code in codes if _holds(source, code, node, seen_from)]
    # A class's own attribute rather than a global that happens to hold the same object.
    local = [c for c in fitting if not isinstance(_bound(source, c, node), ast.Module)]
    return next(iter([*local, *fitting]), None)


def _root(code: str) -> str:
    return re.split(r"[.\[]", code, maxsplit=1)[0]


def _bound(source: Source, code: str, node: ast.AST) -> Scope | None:
    return source.bound_in(_root(code), node)


def _holds(source: Source, code: str, node: ast.AST, seen_from: ast.AST) -> bool:
    root, bound = _root(code), _bound(source, code, node)
    if bound is None:
        return False
    if bound is not _bound(source, code, seen_from) and not _both_self(
        source, root, node, seen_from
    ):
        return False
    # What runs elsewhere may run before a global of a later line is there.
    elsewhere = isinstance(bound, ast.Module) and source.scope(node) is not source.scope(seen_from)
    later = _only_later(source.bindings(root, bound), node)
    if later and (elsewhere or bound is source.scope(node)):
        return False
    attributes = [
        n
        for n in source.within(source.scope(node))
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and source.of(n) == code
    ]
    return not _only_later(attributes, node)


def _only_later(bindings: list[ast.AST], node: ast.AST) -> bool:
    lines = [b.lineno for b in bindings]
    return (
        bool(lines)
        and min(lines) >= node.lineno
        and not any(isinstance(b, ast.arg) for b in bindings)
    )


def _both_self(source: Source, root: str, node: ast.AST, other: ast.AST) -> bool:
    methods = [_method(source, n) for n in (node, other)]
    if None in methods or source.class_of(node) is not source.class_of(other):
        return False
    return all(method.args.args and method.args.args[0].arg == root for method in methods)


def _method(source: Source, node: ast.AST) -> ast.FunctionDef | None:
    for scope in source.scopes(node):
        if isinstance(source.parents.get(scope), ast.ClassDef):
            return scope
    return None


def made_late(source: Source, line: int) -> bool:
    """Whether what a line makes exists only once its layer or loss has been called."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name in ("build", "call", "__call__")
        and node.lineno <= line <= node.end_lineno
        for node in ast.walk(source.tree)
    )


def sources_of(call: ast.Call) -> ast.expr | None:
    """What a call of `gradient` differentiates with respect to."""
    named = [k.value for k in call.keywords if k.arg == "sources"]
    return call.args[1] if len(call.args) > 1 else next(iter(named), None)


def taken_apart(source: Source, call: ast.Call) -> bool:
    """Whether the gradients that a call returns are picked by their positions from the end."""
    parent = source.parents.get(call)
    if not isinstance(parent, ast.Assign):
        return isinstance(parent, (ast.Subscript, ast.Starred))
    if any(isinstance(target, (ast.Tuple, ast.List)) for target in parent.targets):
        return True
    names = {target.id for target in parent.targets if isinstance(target, ast.Name)}
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in names
        and not isinstance(node.slice, ast.Constant)
        for node in source.within(source.scope(call))
    )


class Lists:
    """The edits that add parameters to the list of one call of `gradient`.

    Args:
        source: the user's text.
        call: that call.
        parameters: for each parameter the expressions that hold there.
        late: whether the parameters exist only once something has been called.
    """

    def __init__(self, source: Source, call: ast.Call, parameters: list[list[str]], late: bool):
        self.source, self.call, self.parameters, self.late = source, call, parameters, late
        self.edits: list[Edit] = []

    def extended(self, structure: type) -> list[Edit] | None:
        """The edits; None where they are not certain.

        Args:
            structure: the type of what is differentiated, as it was when the program ran.
        """
        listed = sources_of(self.call)
        if (
            listed is None
            or not issubclass(structure, (list, tuple))
            or taken_apart(self.source, self.call)
        ):
            return None
        origin = self._followed(listed)
        done = self._add(origin, structure)
        if not done:
            return None
        scope = self.source.scope(self.call)
        updated = False
        for node in self._handed_over():
            if self._followed(node) is origin:
                updated = updated or self.source.scope(node) is scope or origin is not listed
            elif same(node, listed) or same(node, origin):
                if self.late and self.source.scope(node) is not scope:
                    return None
                added = self._add(node, structure)
                # Another step's list may be meant to be the shorter one; an optimizer's may not.
                if not added and (self.source.scope(node) is scope or self._builds(node)):
                    return None
                updated = updated or added
        return self.edits if updated else None

    def _handed_over(self) -> list[ast.expr]:
        """What is handed to optimizers, and what stands in a `zip` with gradients."""
        found = []
        for node in ast.walk(self.source.tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id == "zip":
                found += node.args
            elif isinstance(node.func, ast.Attribute) and node.func.attr in UPDATES:
                found += [*node.args[1:], *(k.value for k in node.keywords)]
            elif isinstance(node.func, ast.Attribute) and node.func.attr == "build":
                found += node.args[:1]
        return found

    def _builds(self, node: ast.expr) -> bool:
        function = getattr(self.source.parents.get(node), "func", None)
        return isinstance(function, ast.Attribute) and function.attr == "build"

    def _followed(self, node: ast.expr) -> ast.expr:
        """The list that a name stands for, where it is made by a single assignment."""
        for _ in range(4):
            if not isinstance(node, ast.Name):
                break
            value = self._value_of(node)
            if value is None:
                break
            node = value
        return node

    def _value_of(self, name: ast.Name) -> ast.expr | None:
        bound = self.source.bound_in(name.id, name)
        if bound is None or self.late:
            return None
        bindings = self.source.bindings(name.id, bound)
        plain = []
        for binding in bindings:
            parent = self.source.parents.get(binding)
            if isinstance(parent, ast.AugAssign):
                continue
            if not (isinstance(parent, ast.Assign) and binding in parent.targets):
                return None
            plain.append(parent.value)
        if len(plain) != 1:
            return None
        if self._grows(name.id, bound) and not isinstance(plain[0], ast.List):
            return None
        if not self._expressions(plain[0]):
            return None
        return plain[0]

    def _grows(self, name: str, bound: Scope) -> bool:
        return any(
            isinstance(self.source.parents.get(binding), ast.AugAssign)
            for binding in self.source.bindings(name, bound)
        )

    def _expressions(self, node: ast.AST) -> list[str] | None:
        codes = [valid_at(self.source, ways, node, self.call) for ways in self.parameters]
        return None if None in codes or not codes else codes

    def _add(self, node: ast.expr, structure: type) -> bool:
        codes = self._expressions(node)
        if codes is None:
            return False
        edits = appended(self.source, node, codes, issubclass(structure, list))
        if edits is None:
            return False
        self.edits += edits
        return True


def appended(source: Source, node: ast.expr, codes: list[str], is_list: bool) -> list[Edit] | None:
    """The edits that make an expression a list that ends in some more elements.

    Args:
        source: the user's text.
        node: the expression.
        codes: the elements.
        is_list: whether it is known to be a list, which `+` extends.
    """
    more = ", ".join(codes)
    if isinstance(node, (ast.List, ast.Tuple)):
        return _into_display(source, node, more)
    if isinstance(node, ast.BinOp):
        if not isinstance(node.op, ast.Add):
            return None
        if isinstance(node.right, ast.List):
            return _into_display(source, node.right, more)
    if isinstance(node, (ast.GeneratorExp, ast.Starred, ast.Yield, ast.YieldFrom)):
        return None
    start, end = source.start(node), source.end(node)
    if is_list and isinstance(
        node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.ListComp, ast.BinOp)
    ):
        return [Edit(end, end, f" + [{more}]")]
    opening, closing = ("[*", "") if _tight(node) else ("[*(", ")")
    return [Edit(start, start, opening), Edit(end, end, f"{closing}, {more}]")]


def _tight(node: ast.expr) -> bool:
    return isinstance(
        node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.ListComp, ast.Constant)
    )


def _into_display(source: Source, node: ast.List | ast.Tuple, more: str) -> list[Edit] | None:
    end = source.end(node)
    parenthesised = source.text[end - 1] in ")]" and source.text[source.start(node)] in "(["
    if not node.elts:
        return [Edit(end - 1, end - 1, more)]
    at = source.end(node.elts[-1])
    if parenthesised:
        # The last element may stand in parentheses, and a comment may hold some more.
        tail = re.sub(r"#[^\r\n]*", lambda c: " " * len(c[0]), source.text[at : end - 1])
        at += tail.rfind(")") + 1
    return [Edit(at, at, f", {more}")]
