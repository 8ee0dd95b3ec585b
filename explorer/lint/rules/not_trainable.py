"""A variable that is made with trainable=False and then differentiated."""

from collections.abc import Iterator

from explorer.lint.origin import Variable, called
from explorer.lint.program import Program
from explorer.lint.rule import Change, Found, Rule
from explorer.lint.scopes import keyword

RULE = Rule(
    code="LWE103",
    name="not-trainable",
    severity="fault",
    finds="A variable with trainable=False that a tape or an optimizer is given.",
    why=(
        "A tape does not watch such a variable: its gradient is None, and Keras leaves it out of "
        "trainable_variables. Where nothing differentiates it, this is a note: a constant may "
        "well be meant."
    ),
    example="""\
alpha = tf.Variable(1.0, trainable=False)
with tf.GradientTape() as tape:
    value = loss(y, model(x), alpha)
gradient = tape.gradient(value, alpha)
""",
    instead="""\
alpha = tf.Variable(1.0)
""",
    reference="Measured with Keras 3.15: warning that gradients do not exist.",
    broken="not_trainable",
    fixed="registering_model",
)
WANTING = frozenset({"gradient", "apply", "apply_gradients", "minimize", "build"})


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        if program.trainable(variable) is not False or program.number_type(variable) != "float":
            continue
        listed = [u for u in program.uses(variable) if u.kind == "listed"]
        if any(called(use.at) == "watch" for use in listed) or program.assigned(variable):
            continue
        label = program.label(variable)
        if any(called(use.at) in WANTING for use in listed):
            yield Found(
                variable.node,
                f"{label} is made with trainable=False, so the tape does not watch it",
                _change(variable),
            )
        elif _is_read_in_a_loss(program, variable):
            yield Found(
                variable.node,
                f"{label} is made with trainable=False, so it stays what it is",
                _change(variable),
                severity="note",
            )


def _is_read_in_a_loss(program: Program, variable: Variable) -> bool:
    if any(u.kind == "escaped" for u in program.uses(variable)):
        return False
    adding = program.origins.calls_named("add_loss")
    losses = program.losses | {program.tree.function(call) for call in adding}
    reached = program.reached(function for function in losses if function is not None)
    return bool(program.functions_with(variable) & reached)


def _change(variable: Variable) -> Change:
    value = keyword(variable.node, "trainable")
    return Change("make it trainable", ((value, "True"),))
