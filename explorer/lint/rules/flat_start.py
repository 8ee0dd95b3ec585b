"""A parameter that starts where its transform is flat."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import called
from explorer.lint.program import Program, number
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import argument
from explorer.lint.uses import Use

RULE = Rule(
    code="LWE206",
    name="flat-start",
    severity="fault",
    finds=(
        "A parameter that starts outside its clip, below 0 under relu, far out on a sigmoid, or "
        "at 0 and is squared."
    ),
    why=(
        "There the gradient is exactly 0, so the parameter never leaves the place. Nothing is "
        "reported, since the gradient exists."
    ),
    example="""\
alpha = keras.Variable(-1.0)
value = keras.ops.relu(alpha) * penalty
""",
    instead="""\
alpha = keras.Variable(-1.0)
value = keras.ops.softplus(alpha) * penalty
""",
    reference="Measured with Keras 3.15: gradient 0 at every step.",
    broken="clipped",
    fixed="registering_model",
)
FLAT_SIGMOID = 20.0
"""From here on, 1 - sigmoid is 0 in float32 beside 1."""


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        start = program.first_value(variable)
        if start is None or not program.learnable(variable):
            continue
        uses = program.uses(variable)
        computed = program.in_losses(variable)
        if not computed or any(use.kind == "escaped" for use in uses):
            continue
        if all(_is_flat(program, use, start) for use in computed):
            yield Found(
                computed[0].at,
                f"{program.label(variable)} starts at {start:g}, where the gradient of this is 0",
            )


def _is_flat(program: Program, use: Use, start: float) -> bool:
    at = use.at
    if isinstance(at, ast.BinOp):
        return _is_square(at) and start == 0
    if not isinstance(at, ast.Call) or program.names.path(at.func) is None:
        return False
    name = called(at)
    if name in ("clip_by_value", "clip"):
        low, high = (number(argument(at, i, "")) for i in (1, 2))
        below = low is not None and start < low
        return below or (high is not None and start > high)
    if name == "relu":
        return start < 0
    if name == "maximum":
        floors = [number(given) for given in at.args]
        return any(floor is not None and start < floor for floor in floors)
    if name == "square":
        return start == 0
    return name == "sigmoid" and abs(start) >= FLAT_SIGMOID


def _is_square(node: ast.BinOp) -> bool:
    if isinstance(node.op, ast.Pow):
        exponent = number(node.right)
        return exponent is not None and exponent > 1
    return isinstance(node.op, ast.Mult) and ast.unparse(node.left) == ast.unparse(node.right)
