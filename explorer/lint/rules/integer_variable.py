"""A parameter that is an integer variable."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Change, Found, Rule
from explorer.lint.scopes import keyword

RULE = Rule(
    code="LWE203",
    name="integer-variable",
    severity="fault",
    finds="A trainable variable of integers that a loss computes with, and nothing assigns.",
    why=(
        "tf.Variable(1) holds integers, and integers have no gradient. A cast to float in the "
        "loss comes too late."
    ),
    example="""\
alpha = tf.Variable(1)
""",
    instead="""\
alpha = tf.Variable(1.0)
""",
    reference="Measured with Keras 3.15: gradient None, or InvalidArgumentError when multiplied.",
    broken="integer_variable",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        if program.number_type(variable) != "int" or program.trainable(variable) is not True:
            continue
        uses = program.uses(variable)
        if any(use.kind in ("assigned", "escaped") for use in uses):
            continue
        listed = any(use.kind == "listed" for use in uses)
        if listed or (program.matters(variable) and _is_compiled_or_trained(program)):
            yield Found(
                variable.node,
                f"{program.label(variable)} holds integers, which have no gradient",
                _change(program, variable),
            )


def _is_compiled_or_trained(program: Program) -> bool:
    return bool(program.compiles or program.gradients)


def _change(program: Program, variable) -> Change | None:
    start = program.start(variable)
    plain = isinstance(start, ast.Constant) and type(start.value) is int
    if not plain or keyword(variable.node, "dtype") is not None:
        return None
    return Change("start with a float", ((start, f"{start.value}.0"),))
