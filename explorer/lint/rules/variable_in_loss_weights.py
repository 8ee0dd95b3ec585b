"""A variable in the loss_weights of compile()."""

from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE304",
    name="variable-in-loss-weights",
    severity="fault",
    finds="A trainable variable in the loss_weights of compile().",
    why=(
        "compile() multiplies with the variable, but does not make it a variable of the model. "
        "fit() never updates it, and nothing is reported."
    ),
    example="""\
weight = keras.Variable(1.0)
model.compile(optimizer="adam", loss=["mse", "mae"], loss_weights=[1.0, weight])
""",
    instead="""\
model.weight = keras.Variable(1.0)  # and a loss that uses model.weight
model.compile(optimizer="adam", loss=weighted_loss(model))
""",
    reference="Measured with Keras 3.15: accepted, and the value stays.",
    broken="loss_weights",
    fixed="attached_to_functional",
)


def check(program: Program) -> Iterator[Found]:
    for given in program.compiles:
        for variable in program.origins.variables(given.loss_weights):
            learnable = program.learnable(variable) and not program.let_go(variable)
            if learnable and not program.tracked(variable):
                yield Found(
                    given.loss_weights,
                    f"compile() takes {program.label(variable)} in loss_weights as a constant; "
                    "it is not trained",
                )
                break
