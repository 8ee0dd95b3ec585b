"""A loss that is computed after its tape was closed."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Gradient, Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE405",
    name="loss-outside-tape",
    severity="fault",
    finds="tape.gradient() of a value that is computed after the tape's with block.",
    why=(
        "A tape records what is computed while it is open. It knows no way from this value to any "
        "variable, so every gradient is None."
    ),
    example="""\
with tf.GradientTape() as tape:
    prediction = model(x)
value = loss(y, prediction)
gradients = tape.gradient(value, variables)
""",
    instead="""\
with tf.GradientTape() as tape:
    prediction = model(x)
    value = loss(y, prediction)
gradients = tape.gradient(value, variables)
""",
    reference="Measured with Keras 3.15: ValueError: No gradients provided for any variable.",
    broken="loss_outside_tape",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    for gradient in program.gradients:
        if gradient.tape is not None and _is_outside(program, gradient):
            text = ast.unparse(gradient.target)[:40]
            yield Found(gradient.target, f"{text} is computed when the tape is closed already")


def _is_outside(program: Program, gradient: Gradient) -> bool:
    target = gradient.target
    if isinstance(target, (ast.Call, ast.BinOp)):
        return not _is_in(program, target, gradient.tape)
    if not isinstance(target, ast.Name):
        return False
    key = program.tree.key(target)
    bound = program.tree.bound.get(key, ()) if key else ()
    after = [b for b in bound if b.target.lineno > gradient.tape.end_lineno]
    inside_one = any(_is_in_any(program, b.target) for b in bound)
    return bool(bound) and len(after) == len(bound) and not inside_one


def _is_in(program: Program, node: ast.AST, block: ast.With) -> bool:
    return block in program.tree.within(node, ast.With)


def _is_in_any(program: Program, node: ast.AST) -> bool:
    return any(program.tape_names(block) for block in program.tree.within(node, ast.With))
