"""An operation without a gradient between a parameter and the loss."""

import ast
from collections.abc import Iterator

from explorer.lint.flows import cut_by
from explorer.lint.origin import called
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE202",
    name="no-gradient",
    severity="fault",
    finds=(
        "round, floor, sign, argmax, a comparison, a cast to integers or stop_gradient on a "
        "parameter, where nothing else uses it."
    ),
    why=(
        "These operations have no gradient, or one that is zero everywhere. If the loss depends "
        "on the parameter only through them, it cannot learn."
    ),
    example="""\
order = tf.round(self.order)
return tf.abs(y_true - y_pred) ** order
""",
    instead="""\
return tf.abs(y_true - y_pred) ** self.order
""",
    reference="Measured with Keras 3.15: gradient None, and for sign zero without a warning.",
    broken="rounded",
    fixed="registering_model",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        uses = program.uses(variable)
        if not program.learnable(variable) or any(use.kind == "escaped" for use in uses):
            continue
        computed = program.in_losses(variable)
        cuts = [cut_by(program, u.node) for u in computed if u.kind == "computed"]
        if cuts and all(cuts) and len(cuts) == len(computed):
            cut = cuts[0]
            what = called(cut) if isinstance(cut, ast.Call) else "a comparison"
            yield Found(cut, f"{what} lets no gradient through to {program.label(variable)}")
