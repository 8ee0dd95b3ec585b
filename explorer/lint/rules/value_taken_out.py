"""A loss that uses a parameter's value as a Python or NumPy number."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.uses import Use

RULE = Rule(
    code="LWE201",
    name="value-taken-out",
    severity="fault",
    finds="numpy(), float() or NumPy's functions on a parameter, inside the loss.",
    why=(
        "They return a copy of the value. A tape records TensorFlow operations only, so the "
        "gradient is None; in a compiled step they raise."
    ),
    example="""\
def call(self, y_true, y_pred):
    return float(self.alpha.numpy()) * tf.square(y_true - y_pred)
""",
    instead="""\
def call(self, y_true, y_pred):
    return self.alpha * tf.square(y_true - y_pred)
""",
    reference="Measured with Keras 3.15: gradient None when eager, NotImplementedError in fit().",
    broken="numpy_in_loss",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        if program.number_type(variable) != "float" or program.trainable(variable) is False:
            continue
        uses = program.uses(variable)
        if program.assigned(variable) or any(use.kind == "escaped" for use in uses):
            continue
        taken = [u for u in uses if u.kind == "taken" and _is_computed_with(program, u)]
        inside = program.in_losses(variable)
        if taken and not any(use.kind == "computed" for use in inside):
            yield Found(
                taken[0].at,
                f"the value of {program.label(variable)} leaves the graph here, so it gets no "
                "gradient",
            )


def _is_computed_with(program: Program, use: Use) -> bool:
    """Whether it goes into the loss, and not into a log."""
    if not program.in_loss(use.node):
        return False
    for around in program.tree.within(use.at, ast.Call, ast.FormattedValue, ast.Dict):
        if isinstance(around, (ast.FormattedValue, ast.Dict)):
            return False
        if getattr(around.func, "attr", getattr(around.func, "id", "")) in _LOGS:
            return False
    return not isinstance(program.tree.statement(use.at), (ast.Expr, ast.Assert))


_LOGS = frozenset({"print", "append", "scalar", "write", "info", "debug", "log_metric"})
