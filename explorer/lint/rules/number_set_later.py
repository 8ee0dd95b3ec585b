"""A plain number on a loss that a callback changes."""

import ast
from collections.abc import Iterator

from explorer.lint.classes import Class
from explorer.lint.program import Program, number
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import Binding

RULE = Rule(
    code="LWE106",
    name="number-set-later",
    severity="fault",
    finds="A float attribute that the loss reads and a callback sets.",
    why=(
        "fit() traces the step once, and a float that it meets there becomes a constant of the "
        "graph. The attribute changes, the loss does not."
    ),
    example="""\
class Anneal(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.loss.alpha = 0.5 ** epoch  # a Python float of the loss
""",
    instead="""\
        self.loss.alpha.assign(0.5 ** epoch)  # a variable with trainable=False
""",
    reference="Measured with Keras 3.15: the value of the first trace is used throughout.",
    broken="float_set_by_callback",
    fixed="registering_model",
)


def check(program: Program) -> Iterator[Found]:
    if _runs_eagerly(program):
        return
    for attribute, bindings in program.tree.stores.items():
        for binding in bindings:
            if not _is_in_callback(program, binding):
                continue
            for class_ in program.origins.receiver(binding.target.value):
                if class_.is_a("callback") or not class_.is_a("loss", "layer", "model"):
                    continue
                if _is_number(program, class_, attribute) and _is_read(program, class_, attribute):
                    yield Found(
                        binding.target,
                        f"the compiled step does not see a new {attribute}: it is a number of "
                        f"{class_.name}, read once when the step is traced",
                    )


def _is_in_callback(program: Program, binding: Binding) -> bool:
    function = program.tree.function(binding.target)
    node = program.tree.class_around(function) if function is not None else None
    return node is not None and program.origins.classes[node].is_a("callback")


def _is_number(program: Program, class_: Class, attribute: str) -> bool:
    own = [
        binding
        for binding in program.origins.stores(class_, attribute)
        if program.origins.self_class(binding.target.value) is not None
    ]
    return bool(own) and all(_is_plain(program, binding.value) for binding in own)


def _is_plain(program: Program, value: ast.AST | None) -> bool:
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") in ("float", "int"):
        return True
    if isinstance(value, ast.Name):
        key = program.tree.key(value)
        bound = program.tree.bound.get(key, ()) if key else ()
        if len(bound) != 1 or not isinstance(bound[0].value, ast.arg):
            return False
        function = key[0]
        default = _default(function, key[1])
        return number(default) is not None and not program.origins.of(value)
    return number(value) is not None


def _default(function, name: str) -> ast.expr | None:
    named = [given.arg for given in (*function.args.posonlyargs, *function.args.args)]
    if name in named:
        back = len(named) - named.index(name)
        defaults = function.args.defaults
        return defaults[-back] if back <= len(defaults) else None
    return None


def _is_read(program: Program, class_: Class, attribute: str) -> bool:
    for node in program.tree.by_type[ast.Attribute]:
        if node.attr == attribute and isinstance(node.ctx, ast.Load):
            own = program.origins.self_class(node.value)
            if own in class_.family and program.in_loss(node):
                return True
    return False


def _runs_eagerly(program: Program) -> bool:
    return (
        any(
            given.arg == "run_eagerly" and getattr(given.value, "value", True)
            for given in program.tree.by_type[ast.keyword]
        )
        or "run_eagerly" in program.tree.stores
    )
