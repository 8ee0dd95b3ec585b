"""A tape asked for the gradients of the model's variables alone."""

from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.steps import step_without

RULE = Rule(
    code="LWE303",
    name="only-model-variables",
    severity="fault",
    finds="tape.gradient() for the model's variables, where the loss has a variable of its own.",
    why=(
        "A tape returns gradients for the listed variables only. What is not listed is neither "
        "differentiated nor updated, and nothing is reported."
    ),
    example="""\
with tf.GradientTape() as tape:
    value = loss(y, model(x))
gradients = tape.gradient(value, model.trainable_variables)
optimizer.apply_gradients(zip(gradients, model.trainable_variables))
""",
    instead="""\
with tf.GradientTape() as tape:
    value = loss(y, model(x))
variables = model.trainable_variables + [loss.alpha]
gradients = tape.gradient(value, variables)
optimizer.apply_gradients(zip(gradients, variables))
""",
    reference="Measured with Keras 3.15: the gradient is there, and the value stays.",
    broken="only_model_variables",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.unlisted:
        if any(c.is_a("model", "layer") for c in program.held_by(variable)):
            continue  # LWE302
        step = step_without(program, variable)
        if step is not None:
            yield Found(
                step.node,
                f"{program.label(variable)}, made in line {variable.node.lineno}, is not among "
                "these sources, so no optimizer gets a gradient for it",
            )
