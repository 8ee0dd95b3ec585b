"""A weight that is minimised along with what it multiplies."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Variable, called
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import keyword
from explorer.lint.steps import bound_once

RULE = Rule(
    code="LWE901",
    name="no-minimum",
    severity="note",
    finds="A trained weight of a term that is never negative, without a term that holds it.",
    why=(
        "The gradient with respect to the weight is the term itself, so every step lowers the "
        "weight. Nothing stops it at 0: below, the loss rewards a term that grows without bound. "
        "A multiplier that is meant to climb needs the opposite sign."
    ),
    example="""\
return tf.abs(y_true - y_pred) + self.alpha * tf.square(y_pred)
""",
    instead="""\
weight = tf.exp(-self.log_variance)
return weight * tf.square(y_true - y_pred) + self.log_variance
""",
    reference="Measured with Keras 3.15: wired correctly, such a weight ran from 1 to -77.",
    broken="only_model_variables",
    fixed="ascent",
)
POSITIVE = frozenset(
    [
        "square",
        "abs",
        "squared_difference",
        "mean_squared_error",
        "mean_absolute_error",
        "norm",
        "l2_loss",
        "huber",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "binary_crossentropy",
        "sigmoid_cross_entropy_with_logits",
        "softmax_cross_entropy_with_logits",
        "relu",
        "softplus",
    ]
)
AVERAGING = frozenset({"reduce_mean", "reduce_sum", "mean", "sum"})


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        if not program.learnable(variable) or keyword(variable.node, "constraint") is not None:
            continue
        uses = program.uses(variable)
        computed = program.in_losses(variable)
        if len(computed) != 1 or any(use.kind == "escaped" for use in uses):
            continue
        use = computed[0]
        if _climbs(program, variable):
            continue
        if program.in_loss(use.node) and _weighs(program, use.at, use.node):
            yield Found(
                use.at,
                f"nothing keeps {program.label(variable)} from falling: its gradient is never "
                "negative",
            )


def _weighs(program: Program, at: ast.AST, node: ast.AST) -> bool:
    if not isinstance(at, ast.BinOp) or not isinstance(at.op, ast.Mult):
        return False
    other = at.right if at.left is node else at.left
    return _is_positive(program, other) and _is_added(program, at)


def _is_positive(program: Program, node: ast.AST, left: int = 5) -> bool:
    if left == 0:
        return False
    if isinstance(node, ast.Call):
        if called(node) in AVERAGING and node.args:
            return _is_positive(program, node.args[0], left - 1)
        return called(node) in POSITIVE and program.names.path(node.func) is not None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return getattr(node.right, "value", None) == 2
    if isinstance(node, ast.Name):
        key = program.tree.key(node)
        bound = program.tree.bound.get(key, ()) if key else ()
        return (
            len(bound) == 1 and bound[0].whole and (_is_positive(program, bound[0].value, left - 1))
        )
    return False


def _is_added(program: Program, node: ast.AST) -> bool:
    """Whether the product goes into the loss with its own sign."""
    for around in program.tree.within(node, ast.BinOp, ast.UnaryOp, ast.stmt):
        if isinstance(around, ast.stmt):
            return True
        if isinstance(around, ast.UnaryOp) or not isinstance(around.op, ast.Add):
            return False
    return True


def _climbs(program: Program, variable: Variable) -> bool:
    """Whether its gradient is negated before it is applied."""
    for gradient in program.gradients:
        if variable in program.origins.of(gradient.sources):
            for negated in program.tree.by_type[ast.UnaryOp]:
                operand = negated.operand
                if (bound_once(program, operand) or operand) is gradient.node:
                    return True
    return False
