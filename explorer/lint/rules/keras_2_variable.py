"""Ways of Keras 2 to make a variable that raise in Keras 3."""

import ast
from collections.abc import Iterator

from explorer.lint.classes import Class
from explorer.lint.program import Program
from explorer.lint.rule import Change, Found, Rule
from explorer.lint.scopes import keyword

RULE = Rule(
    code="LWE105",
    name="keras-2-variable",
    severity="fault",
    finds=(
        "keras.backend.variable(), add_weight() with the name first, add_weight() on a Loss, and "
        "add_loss(inputs=…)."
    ),
    why="Keras 3 has none of them and raises before there is a variable to train.",
    example="""\
self.alpha = self.add_weight("alpha", shape=(), initializer="ones")
""",
    instead="""\
self.alpha = self.add_weight(name="alpha", shape=(), initializer="ones")
""",
    reference="Measured with Keras 3.15: ValueError, AttributeError or TypeError.",
    broken="constant",
    fixed="add_weight",
)


def check(program: Program) -> Iterator[Found]:
    if program.keras_2:
        return
    for call in program.origins.calls_named("add_weight"):
        class_ = program.origins.self_class(getattr(call.func, "value", None))
        if class_ is None:
            continue
        if _lacks_weights(class_):
            yield Found(call, f"{class_.name} is a Loss, and a Loss has no add_weight()")
        elif class_.is_a("layer", "model") and _has_name_first(call):
            name = call.args[0]
            change = Change("pass the name by keyword", inserted=((name, "name="),), safe=True)
            fixable = len(call.args) == 1 and keyword(call, "name") is None
            yield Found(
                call,
                "add_weight() of Keras 3 takes the name by keyword only",
                change if fixable else None,
            )
    for call in program.origins.calls_named("add_loss"):
        class_ = program.origins.self_class(getattr(call.func, "value", None))
        if class_ is not None and class_.is_a("layer", "model") and keyword(call, "inputs"):
            yield Found(call, "add_loss() of Keras 3 takes no inputs")


def _lacks_weights(class_: Class) -> bool:
    return (
        class_.kinds <= {"loss", "plain"}
        and class_.is_a("loss")
        and not (class_.method("add_weight"))
    )


def _has_name_first(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str)
