"""A gradient that is computed and never applied."""

from collections.abc import Iterator

from explorer.lint.origin import Variable, called
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.steps import APPLYING, mismatch, pieces, updates

RULE = Rule(
    code="LWE402",
    name="gradient-not-applied",
    severity="fault",
    finds="A variable that is differentiated, while no optimizer ever receives it.",
    why=(
        "A gradient is only a number until an optimizer gets it together with its variable. The "
        "variable keeps its first value, and nothing is reported."
    ),
    example="""\
model_gradients, alpha_gradient = tape.gradient(value, [model.trainable_variables, alpha])
optimizer.apply_gradients(zip(model_gradients, model.trainable_variables))
""",
    instead="""\
variables = model.trainable_variables + [alpha]
gradients = tape.gradient(value, variables)
optimizer.apply_gradients(zip(gradients, variables))
""",
    reference="Measured with Keras 3.15: the gradient is there, and the value stays.",
    broken="gradient_not_applied",
    fixed="joint_tape",
)
ASKING = frozenset({"gradient", "watch", "build"})


def check(program: Program) -> Iterator[Found]:
    mismatched = [u for u in updates(program) if mismatch(program, u)]
    if mismatched:
        return  # LWE401
    steps = program.origins.calls_named(*APPLYING, "train_step")
    applying = {program.tree.function(call) for call in steps}
    for gradient in program.gradients:
        if program.tree.function(gradient.node) not in applying:
            continue
        for piece in pieces(program, gradient.sources):
            if isinstance(piece, Variable) and _is_forgotten(program, piece):
                yield Found(
                    gradient.node,
                    f"{program.label(piece)} is differentiated here, and no optimizer is given it",
                )


def _is_forgotten(program: Program, variable: Variable) -> bool:
    if not program.learnable(variable) or program.tracked(variable):
        return False
    uses = program.uses(variable)
    if any(
        use.kind in ("escaped", "assigned", "attached")
        for use in uses
        if use.node is not variable.node
    ):
        return False
    if any(program.lists(class_, variable) for class_ in program.held_by(variable)):
        return False
    listed = [use for use in uses if use.kind == "listed"]
    return bool(listed) and all(called(use.at) in ASKING for use in listed)
