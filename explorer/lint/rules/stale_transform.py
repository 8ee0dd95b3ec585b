"""A transform of a parameter that is computed only once."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.uses import Use

RULE = Rule(
    code="LWE204",
    name="stale-transform",
    severity="fault",
    finds="exp, softplus or the like of a parameter, computed in __init__ and used in the loss.",
    why=(
        "The result is a tensor with the value of that moment. The loss depends on it, not on the "
        "variable, so the variable gets no gradient."
    ),
    example="""\
def __init__(self):
    self.log_alpha = tf.Variable(0.0)
    self.alpha = tf.exp(self.log_alpha)

def call(self, y_true, y_pred):
    return self.alpha * tf.square(y_true - y_pred)
""",
    instead="""\
def call(self, y_true, y_pred):
    return tf.exp(self.log_alpha) * tf.square(y_true - y_pred)
""",
    reference="Measured with Keras 3.15: warning that gradients do not exist.",
    broken="stale_transform",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        uses = program.uses(variable)
        if not program.learnable(variable) or any(use.kind == "escaped" for use in uses):
            continue
        computed = [use for use in uses if use.kind == "computed"]
        stale = [use for use in computed if _is_stale(program, use)]
        if stale and not program.in_losses(variable):
            yield Found(
                stale[0].at,
                f"this is computed once; the loss never sees a new value of "
                f"{program.label(variable)}",
            )


def _is_stale(program: Program, use: Use) -> bool:
    """Whether its result is stored once, outside every step, and a loss reads it from there."""
    if program.in_loss(use.node):
        return False
    statement = program.tree.statement(use.node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    if any(
        isinstance(around, (ast.For, ast.While))
        for around in program.tree.within(statement, ast.For, ast.While)
    ):
        return False
    target = statement.targets[0]
    if isinstance(target, ast.Attribute):
        own = program.origins.self_class(target.value)
        named = [n for n in program.tree.by_type[ast.Attribute] if n.attr == target.attr]
        reads = [n for n in named if own and program.origins.self_class(n.value) in own.family]
    elif isinstance(target, ast.Name):
        key = program.tree.key(target)
        if key is None or len(program.tree.bound[key]) != 1:
            return False
        reads = [n for n in program.tree.named(target.id) if program.tree.key(n) == key]
    else:
        return False
    return any(isinstance(n.ctx, ast.Load) and program.in_loss(n) for n in reads)
