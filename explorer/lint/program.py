"""A parsed program as the rules see it."""

import ast
from functools import cached_property

from explorer.lint.classes import Class
from explorer.lint.origin import Callable_, Variable, called
from explorer.lint.scopes import Function, argument, keyword
from explorer.lint.structure import CALLS, STEPS, Compile, Gradient, Structure
from explorer.lint.uses import Use, use

__all__ = ["CALLS", "STEPS", "Compile", "Gradient", "Program", "number"]

LET_GO = frozenset({"listed", "escaped", "assigned"})
"""Uses after which a variable may well be trained, or is not meant to be."""


class Program(Structure):
    """One file, with what the rules ask of it."""

    @cached_property
    def variables(self) -> list[Variable]:
        """Every variable that the file makes, by the call that makes it."""
        found = []
        for call in self.tree.by_type[ast.Call]:
            found += [v for v in self.origins.of(call) if getattr(v, "node", None) is call]
        return [v for v in found if isinstance(v, Variable)]

    @cached_property
    def _mentions(self) -> dict[Variable, list[ast.AST]]:
        found: dict[Variable, list[ast.AST]] = {variable: [] for variable in self.variables}
        for node in self.tree.all(ast.Name, ast.Attribute):
            if isinstance(node.ctx, ast.Load):
                for variable in self.origins.variables(node):
                    found[variable].append(node)
        return found

    @cached_property
    def _uses(self) -> dict[Variable, list[Use]]:
        return {
            variable: [use(node, self.origins) for node in (*nodes, variable.node)]
            for variable, nodes in self._mentions.items()
        }

    def uses(self, variable: Variable) -> list[Use]:
        """What the program does with the variable, a `Use` for each mention of it."""
        self.tree.budget.spend()
        return self._uses[variable]

    def computed(self, variable: Variable) -> list[Use]:
        """The mentions that its value flows on from, the ones that lose its gradient included."""
        return [u for u in self.uses(variable) if u.kind in ("computed", "taken")]

    def in_losses(self, variable: Variable) -> list[Use]:
        """The same, where a loss is computed; elsewhere a value is printed or recorded."""
        return [use for use in self.computed(variable) if self.in_loss(use.node)]

    @cached_property
    def _holders(self) -> dict[Variable, list[tuple[ast.Attribute, set[Class]]]]:
        found: dict[Variable, list] = {variable: [] for variable in self.variables}
        for bindings in self.tree.stores.values():
            for binding in bindings:
                for variable in self.origins.variables(binding.value):
                    receivers = self.origins.receiver(binding.target.value)
                    found[variable].append((binding.target, receivers))
        return found

    def holders(self, variable: Variable) -> list[tuple[ast.Attribute, set[Class]]]:
        """Where the variable is set as an attribute: the target, and the classes of its object."""
        return self._holders[variable]

    def held_by(self, variable: Variable) -> set[Class]:
        """The classes of the file whose instances have the variable as an attribute."""
        return set().union(*(classes for _, classes in self.holders(variable)))

    def maker_class(self, variable: Variable) -> Class | None:
        """The class in whose method it is made."""
        function = self.tree.function(variable.node)
        while function is not None:
            node = self.tree.class_around(function)
            if node is not None:
                return self.origins.classes[node]
            function = self.tree.function(function)
        return None

    def tracked(self, variable: Variable) -> bool:
        """Whether a model or layer has it in `trainable_variables`, or may have."""
        if variable.maker == "weight":
            return True
        for target, classes in self.holders(variable):
            kinds = set().union(*(class_.kinds for class_ in classes))
            kinds |= {k for o in self.origins.objects(target.value) for k in o.kinds}
            if not kinds and all_functions(self.origins.of(target.value)):
                continue
            if not kinds or "unknown" in kinds:
                return True
            if "module" in kinds or (variable.maker == "keras" and kinds & {"model", "layer"}):
                return True
        return False

    def let_go(self, variable: Variable) -> bool:
        """Whether it is listed, assigned by hand, or given to code that is not seen."""
        if any(u.kind in LET_GO for u in self.uses(variable)):
            return True
        return any(self.lists(class_, variable) for class_ in self.held_by(variable))

    def lists(self, class_: Class, variable: Variable) -> bool:
        """Whether `trainable_variables` or the like of its instances is read, and has it."""
        if not class_.family & self.listed_classes:
            return False
        if class_.is_a("module", "unknown"):
            return True
        return class_.is_a("model", "layer") and (variable.maker != "tf" or self.keras_2)

    def assigned(self, variable: Variable) -> bool:
        """Whether the program sets its value by hand."""
        return any(u.kind == "assigned" for u in self.uses(variable))

    def trainable(self, variable: Variable) -> bool | None:
        """Its `trainable` argument; None where that is not a plain value."""
        given = keyword(variable.node, "trainable")
        if given is None:
            return True
        return given.value if isinstance(given, ast.Constant) else None

    def learnable(self, variable: Variable) -> bool:
        """Whether it looks like a parameter that its author wants trained."""
        made_by = self.maker_class(variable)
        if made_by is not None and made_by.is_a("metric", "callback", "optimizer"):
            return False
        if self.trainable(variable) is not True or self.assigned(variable):
            return False
        return self.number_type(variable) == "float"

    def number_type(self, variable: Variable) -> str | None:
        """`float`, `int` or `other`, as its arguments say; `float` where they say nothing."""
        dtype = keyword(variable.node, "dtype")
        if dtype is not None:
            last = dtype.attr if isinstance(dtype, ast.Attribute) else None
            text = last or (dtype.value if isinstance(dtype, ast.Constant) else None)
            if not isinstance(text, str):
                return "float"
            return "float" if "float" in text else "int" if "int" in text else "other"
        if variable.maker == "weight":
            return "float"
        values = [n for n in _plain_values(self.start(variable)) if n is not None]
        if any(isinstance(value, (bool, str, bytes, complex)) for value in values):
            return "other"
        return "int" if values and all(isinstance(v, int) for v in values) else "float"

    def start(self, variable: Variable) -> ast.expr | None:
        """The expression of its first value."""
        if variable.maker == "weight":
            return keyword(variable.node, "initializer")
        named = "initial_value" if variable.maker == "tf" else "initializer"
        return argument(variable.node, 0, named)

    @cached_property
    def unlisted(self) -> list[Variable]:
        """Variables that a loss depends on and nothing in sight trains."""
        return [
            variable
            for variable in self.variables
            if self.learnable(variable)
            and not self.let_go(variable)
            and not self.tracked(variable)
            and self.matters(variable)
        ]

    def functions_with(self, variable: Variable) -> set[Function]:
        """The functions that compute something from it, with those around them."""
        found: set[Function] = set()
        for each in self.computed(variable):
            function = self.tree.function(each.node)
            while function is not None:
                found.add(function)
                function = self.tree.function(function)
        return found

    def first_value(self, variable: Variable) -> float | None:
        """Its first value, where it stands there as a number."""
        node = self.start(variable)
        if isinstance(node, ast.Constant) and node.value in ("zeros", "zero", "ones", "one"):
            return 0.0 if node.value.startswith("zero") else 1.0
        if isinstance(node, ast.Call) and called(node) in ("Constant", "constant"):
            node = argument(node, 0, "value")
        if isinstance(node, ast.Call) and called(node) in ("Zeros", "Ones", "zeros", "ones"):
            return 0.0 if called(node).lower() == "zeros" else 1.0
        return self.number(node)

    def number(self, node: ast.AST | None) -> float | None:
        """The number that an expression is, also where it is a parameter given once."""
        key = self.tree.key(node) if isinstance(node, ast.Name) else None
        bound = self.tree.bound[key] if key is not None else []
        if len(bound) == 1 and isinstance(bound[0].value, ast.arg):
            values = {number(each) for each in self.origins.given(bound[0].value)}
            return values.pop() if len(values) == 1 else None
        if len(bound) == 1 and bound[0].whole and isinstance(key[0], ast.Module):
            return number(bound[0].value)
        return number(node)

    def label(self, variable: Variable) -> str:
        """The variable as its author calls it, such as `self.alpha`."""
        parent = self.tree.parents.get(variable.node)
        while isinstance(parent, (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp)):
            parent = self.tree.parents.get(parent)
        if isinstance(parent, ast.Assign):
            target = parent.targets[0]
            if isinstance(target, ast.Name):
                return target.id
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                return f"{target.value.id}.{target.attr}"
        name = keyword(variable.node, "name")
        return str(name.value) if isinstance(name, ast.Constant) else "the variable"

    def matters(self, variable: Variable) -> bool:
        """Whether a loss is computed from it."""
        return bool(self.in_losses(variable))


def all_functions(origins: frozenset) -> bool:
    """Whether these are functions, and nothing else."""
    return bool(origins) and all(isinstance(origin, Callable_) for origin in origins)


def number(node: ast.AST | None) -> float | None:
    """The value of a literal number, with a sign or without."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = number(node.operand)
        return None if value is None else -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    return None


def _plain_values(node: ast.AST | None) -> list:
    """The literals of a number or of a flat list of numbers; `[None]` where there are others."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return [value for part in node.elts for value in _plain_values(part)]
    if isinstance(node, ast.Constant):
        return [node.value]
    return [number(node)]
