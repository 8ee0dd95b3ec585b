"""The tree of a program: parents, scopes, and what each name and attribute is bound to."""

import ast
from collections import defaultdict
from dataclasses import dataclass

from explorer.lint.budget import MOST_NODES, Budget, TooMuch

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.Module)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


@dataclass(frozen=True, eq=False)
class Binding:
    """One way in which a name or attribute gets its value.

    Attributes:
        target: the node that is bound.
        value: what it is bound to; a function or class for a definition; None where unknown.
        whole: False where it is an element of `value`, as in a loop.
    """

    target: ast.AST
    value: ast.AST | None
    whole: bool = True


class Tree:
    """A parsed program with its indexes. Every walk is a loop: hostile trees are deep."""

    def __init__(self, tree: ast.Module):
        self.tree = tree
        self.budget = Budget()
        self.nodes = []
        for node in ast.walk(tree):
            self.nodes.append(node)
            if len(self.nodes) > MOST_NODES:
                raise TooMuch
        self.parents: dict[ast.AST, ast.AST] = {}
        self._scopes: dict[ast.AST, ast.AST] = {}
        self.by_type: dict[type, list] = defaultdict(list)
        for node in self.nodes:
            self.budget.spend()
            self.by_type[type(node)].append(node)
            around = node if isinstance(node, SCOPES) else self._scopes.get(node, tree)
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
                self._scopes[child] = around
        self.bound: dict[tuple[ast.AST, str], list[Binding]] = defaultdict(list)
        self.stores: dict[str, list[Binding]] = defaultdict(list)
        self._named: dict[str, list[ast.Name]] = defaultdict(list)
        self._elsewhere: dict[tuple[ast.AST, str], ast.AST | None] = {}
        for node in (*self.by_type[ast.Global], *self.by_type[ast.Nonlocal]):
            scope = self.scope(node)
            outer = tree if isinstance(node, ast.Global) else None
            self._elsewhere |= {(scope, name): outer for name in node.names}
        for node in self.nodes:
            self.budget.spend()
            self._bind(node)

    def all(self, *types: type) -> list:
        """All nodes of these types."""
        return [node for type_ in types for node in self.by_type[type_]]

    def named(self, name: str) -> list[ast.Name]:
        """All mentions of a name, in whatever scope."""
        if not self._named:
            for node in self.by_type[ast.Name]:
                self._named[node.id].append(node)
        return self._named.get(name, [])

    def scope(self, node: ast.AST) -> ast.AST:
        """The function, class or module around `node`."""
        return self._scopes.get(node, self.tree)

    def function(self, node: ast.AST) -> Function | None:
        """The innermost function around `node`."""
        scope = self.scope(node)
        while not isinstance(scope, FUNCTIONS):
            if isinstance(scope, ast.Module):
                return None
            scope = self.scope(scope)
        return scope

    def class_around(self, function: ast.AST) -> ast.ClassDef | None:
        """The class whose body holds this function."""
        parent = self.parents.get(function)
        return parent if isinstance(parent, ast.ClassDef) else None

    def within(self, node: ast.AST, *types: type):
        """The ancestors of these types, innermost first."""
        while node in self.parents:
            self.budget.spend()
            node = self.parents[node]
            if isinstance(node, types):
                yield node

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that `node` is in."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def key(self, node: ast.Name) -> tuple[ast.AST, str] | None:
        """Scope and name that this name is bound in; None for builtins and imports."""
        scope = self.scope(node)
        first = True
        while True:
            self.budget.spend()
            found = self._declared(scope, node.id)
            if found in self.bound and (first or not isinstance(found[0], ast.ClassDef)):
                return found
            if isinstance(scope, ast.Module):
                return None
            scope, first = self.scope(scope), False

    def _declared(self, scope: ast.AST, name: str) -> tuple[ast.AST, str]:
        if (scope, name) in self._elsewhere:
            outer = self._elsewhere[scope, name]
            if outer is not None:
                return outer, name
            outer = self.scope(scope)
            while (outer, name) not in self.bound and not isinstance(outer, ast.Module):
                outer = self.scope(outer)
            return outer, name
        return scope, name

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind_target(target, node.value)
        elif (isinstance(node, ast.AnnAssign) and node.value is not None) or isinstance(
            node, ast.NamedExpr
        ):
            self._bind_target(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._bind_target(node.target, None)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._bind_target(node.target, node.iter, whole=False)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind_target(node.optional_vars, node.context_expr)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            scope = self._declared(self.scope(node), node.name)
            self.bound[scope].append(Binding(node, node))
        if isinstance(node, FUNCTIONS):
            for argument in arguments(node):
                self.bound[node, argument.arg].append(Binding(argument, argument))

    def _bind_target(self, target: ast.AST, value: ast.AST | None, whole: bool = True) -> None:
        pending = [(target, value, whole)]
        while pending:
            target, value, whole = pending.pop()
            if isinstance(target, ast.Name):
                place = self._declared(self.scope(target), target.id)
                self.bound[place].append(Binding(target, value, whole))
            elif isinstance(target, ast.Attribute):
                self.stores[target.attr].append(Binding(target, value, whole))
            elif isinstance(target, ast.Starred):
                pending.append((target.value, value, False))
            elif isinstance(target, (ast.Tuple, ast.List)):
                pending += self._unpacked(target, value)

    @staticmethod
    def _unpacked(target: ast.Tuple | ast.List, value: ast.AST | None) -> list:
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            return [(t, v, True) for t, v in zip(target.elts, value.elts, strict=True)]
        return [(t, value, False) for t in target.elts]


def arguments(function: Function) -> list[ast.arg]:
    """All parameters of a function, `*args` and `**kwargs` included."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return named + [extra for extra in (given.vararg, given.kwarg) if extra is not None]


def positional(function: Function) -> list[ast.arg]:
    """The parameters that a call can fill by position."""
    return [*function.args.posonlyargs, *function.args.args]


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((given.value for given in call.keywords if given.arg == name), None)


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """The value of an argument given by position or by name."""
    if 0 <= position < len(call.args) and not any(
        isinstance(given, ast.Starred) for given in call.args[: position + 1]
    ):
        return call.args[position]
    return keyword(call, name)
