"""A callback that sets a parameter back."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program, number
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import argument

RULE = Rule(
    code="LWE501",
    name="set-back",
    severity="fault",
    finds="A callback that assigns the same number to a trainable variable, epoch after epoch.",
    why="What the optimizer changed within the epoch is undone at its end.",
    example="""\
class Reset(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.alpha.assign(1.0)
""",
    instead="""\
class Reset(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.model.alpha.assign(1.0)
""",
    reference="Measured with Keras 3.15: the value is back after every epoch.",
    broken="reset_every_epoch",
    fixed="registering_model",
)
REPEATED = ("on_epoch_", "on_batch_", "on_train_batch_")


def check(program: Program) -> Iterator[Found]:
    for call in program.origins.calls_named("assign"):
        function = program.tree.function(call)
        if not isinstance(call.func, ast.Attribute) or function is None:
            continue
        if number(argument(call, 0, "value")) is None or not _is_repeated(program, function):
            continue
        if list(program.tree.within(call, ast.If, ast.IfExp)):
            continue
        variables = program.origins.variables(call.func.value)
        wanted = [v for v in variables if program.trainable(v) is True]
        if wanted and program.number_type(wanted[0]) == "float" and program.matters(wanted[0]):
            yield Found(call, f"{program.label(wanted[0])} is set back here, time and again")


def _is_repeated(program: Program, function: ast.AST) -> bool:
    node = program.tree.class_around(function)
    name = getattr(function, "name", "")
    if node is not None and program.origins.classes[node].is_a("callback"):
        return name.startswith(REPEATED)
    given = program.tree.parents.get(function)
    return isinstance(given, ast.keyword) and (given.arg or "").startswith(REPEATED)
