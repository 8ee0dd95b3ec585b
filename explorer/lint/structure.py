"""How a program is built: its losses, tapes, compiled models, and what runs inside them."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from explorer.lint.classes import Class
from explorer.lint.names import Names
from explorer.lint.origin import VARIABLE_LISTS, called, decorators, is_property
from explorer.lint.origins import Origins
from explorer.lint.scopes import Function, Tree, argument

STEPS = frozenset({"train_step", "compute_loss"})
"""Methods that fit() calls in each step."""
CALLS = frozenset({"call", "__call__"})
KERAS_2 = frozenset({"tf_keras", "tensorflow.compat.v1", "tensorflow.python", "tensorflow_core"})


@dataclass(frozen=True, eq=False)
class Compile:
    """A call of a model's `compile()`."""

    node: ast.Call
    model: ast.expr
    loss: ast.expr | None
    loss_weights: ast.expr | None


@dataclass(frozen=True, eq=False)
class Gradient:
    """A call of a tape's `gradient()`.

    Attributes:
        target: what is differentiated.
        sources: with respect to what.
        tape: the `with` block of its tape, where it is in the same function.
    """

    node: ast.Call
    target: ast.expr
    sources: ast.expr
    tape: ast.With | None


class Structure:
    """One file, without its variables."""

    def __init__(self, tree: ast.Module):
        self.tree = Tree(tree)
        self.names = Names(self.tree.nodes)
        self.names.add_aliases(
            [
                (node.targets[0].id, node.value)
                for node in self.tree.by_type[ast.Assign]
                if isinstance(self.tree.scope(node), ast.Module)
                and isinstance(node.targets[0], ast.Name)
                and isinstance(node.value, ast.Attribute)
            ]
        )
        self.origins = Origins(self.tree, self.names)
        self._reached_in: dict[ast.With, set[Function]] = {}

    @cached_property
    def concerns(self) -> bool:
        """Whether it imports Keras or TensorFlow at all."""
        roots = {module.partition(".")[0] for module in self.names.modules}
        return not roots.isdisjoint({"keras", "tensorflow"})

    @cached_property
    def keras_2(self) -> bool:
        """Whether it is written for Keras 2 or graph mode, where other rules hold."""
        legacy = any(
            module == old or module.startswith(f"{old}.")
            for module in self.names.modules
            for old in KERAS_2
        )
        return legacy or any(
            isinstance(node.value, str) and node.value == "TF_USE_LEGACY_KERAS"
            for node in self.tree.by_type[ast.Constant]
        )

    @cached_property
    def classes(self) -> list[Class]:
        """The classes of the file."""
        return list(self.origins.classes.values())

    @cached_property
    def compiles(self) -> list[Compile]:
        """The calls of `compile()` of models."""
        found = []
        for call in self.origins.calls_named("compile"):
            if not isinstance(call.func, ast.Attribute) or self.names.path(call.func):
                continue
            keywords = {given.arg for given in call.keywords}
            if keywords & {"loss", "optimizer", "loss_weights", "metrics"} or len(call.args) > 1:
                loss = argument(call, 1, "loss")
                weights = argument(call, 2, "loss_weights")
                found.append(Compile(call, call.func.value, loss, weights))
        return found

    @cached_property
    def gradients(self) -> list[Gradient]:
        """The calls of `gradient()` of tapes."""
        found = []
        for call in self.origins.calls_named("gradient"):
            target, sources = argument(call, 0, "target"), argument(call, 1, "sources")
            is_method = isinstance(call.func, ast.Attribute) and not self.names.path(call.func)
            if is_method and target is not None and sources is not None:
                found.append(Gradient(call, target, sources, self._tape(call)))
        return found

    @cached_property
    def tapes(self) -> list[ast.With]:
        """The `with` blocks of tapes."""
        return [node for node in self.tree.by_type[ast.With] if self.tape_names(node)]

    def tape_names(self, block: ast.With) -> list[str]:
        """The names of the tapes that a `with` block opens; `""` for one without a name."""
        found = []
        for item in block.items:
            call = item.context_expr
            if is_tape(call):
                found.append(getattr(item.optional_vars, "id", ""))
            elif isinstance(call, ast.Name):  # made before, or opened again
                key = self.tree.key(call)
                bound = self.tree.bound.get(key, ()) if key else ()
                found += [call.id] if any(is_tape(each.value) for each in bound) else []
        return found

    def _tape(self, call: ast.Call) -> ast.With | None:
        name = getattr(call.func.value, "id", None)
        function = self.tree.function(call)
        before = [
            block
            for block in self.tapes
            if name in self.tape_names(block)
            and self.tree.function(block) is function
            and block.lineno <= call.lineno
        ]
        return max(before, key=lambda block: block.lineno) if before and name else None

    @cached_property
    def losses(self) -> set[Function]:
        """The functions that compute a loss: compiled ones, and `call` of losses."""
        found = set()
        for given in self.compiles:
            found |= {origin.node for origin in self.origins.functions(given.loss)}
        for class_ in self.classes:
            if class_.is_a("loss"):
                found |= {f for name, f in class_.methods.items() if name in CALLS}
            if class_.is_a("model", "layer"):
                found |= {f for name, f in class_.methods.items() if name in STEPS}
        return found

    @cached_property
    def _calls_in(self) -> dict[ast.AST | None, list[ast.Call]]:
        found: dict[ast.AST | None, list[ast.Call]] = {}
        for call in self.tree.by_type[ast.Call]:
            found.setdefault(self.tree.function(call), []).append(call)
        return found

    @cached_property
    def _properties_in(self) -> dict[ast.AST | None, list[Function]]:
        """The properties of this file's classes that each function reads."""
        owners = [c for c in self.classes if any(map(is_property, c.methods.values()))]
        names = {name for c in owners for name, f in c.methods.items() if is_property(f)}
        found: dict[ast.AST | None, list[Function]] = {}
        for node in self.tree.by_type[ast.Attribute] if names else ():
            if node.attr in names:
                methods = [c.method(node.attr) for c in self.origins.receiver(node.value)]
                found.setdefault(self.tree.function(node), []).extend(filter(None, methods))
        return found

    def reached(self, functions: Iterable[Function]) -> set[Function]:
        """These functions, and those of this file that they call."""
        found: set[Function] = set()
        pending = list(functions)
        while pending:
            function = pending.pop()
            self.tree.budget.spend()
            if function not in found:
                found.add(function)
                for call in self._calls_in.get(function, ()):
                    pending += [o.node for o in self.origins.functions(call.func)]
                pending += self._properties_in.get(function, ())
        return found

    def reached_in(self, block: ast.With) -> set[Function]:
        """The functions of this file that run inside a `with` block."""
        if block not in self._reached_in:
            self._reached_in[block] = self._find_reached_in(block)
        return self._reached_in[block]

    def _find_reached_in(self, block: ast.With) -> set[Function]:
        calls = [c for node in block.body for c in ast.walk(node) if isinstance(c, ast.Call)]
        return self.reached(o.node for call in calls for o in self.origins.functions(call.func))

    @cached_property
    def compiled_classes(self) -> set[Class]:
        """The classes of the losses that are given to `compile()`."""
        found: set[Class] = set()
        for given in self.compiles:
            for origin in self.origins.of(given.loss):
                class_ = origin if isinstance(origin, Class) else getattr(origin, "class_", None)
                if class_ is not None:
                    found.add(class_)
        return found

    @cached_property
    def listed_classes(self) -> set[Class]:
        """Classes of which `instance.trainable_variables` or the like is read."""
        found: set[Class] = set()
        for node in self.tree.by_type[ast.Attribute]:
            if node.attr in VARIABLE_LISTS:
                found |= self.origins.receiver(node.value)
        return found

    @cached_property
    def _computing(self) -> set[Function]:
        """Functions whose result goes into a loss, as far as calls in this file show."""
        first = set(self.losses)
        for class_ in self.classes:
            if class_.is_a("model", "layer"):
                first |= {f for name, f in class_.methods.items() if name in CALLS}
        return self.reached(first).union(*map(self.reached_in, self.tapes))

    def in_loss(self, node: ast.AST) -> bool:
        """Whether this is computed as a part of a loss: in a tape, a loss, a model's call."""
        if any(block in self._tape_blocks for block in self.tree.within(node, ast.With)):
            return True
        function = self.tree.function(node)
        while function is not None:
            if function in self._computing:
                return True
            function = self.tree.function(function)
        return False

    @cached_property
    def _tape_blocks(self) -> set[ast.With]:
        return set(self.tapes)

    def is_compiled(self, function: Function) -> bool:
        """Whether it is decorated with `tf.function`."""
        for decorator in decorators(function):
            node = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self.names.path(node) == "tensorflow.function":
                return True
        return False


def is_tape(node: ast.AST | None) -> bool:
    """Whether it makes a tape."""
    return isinstance(node, ast.Call) and called(node) == "GradientTape"
