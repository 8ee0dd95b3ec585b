"""A variable on a Loss that is given to compile()."""

from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE301",
    name="variable-on-compiled-loss",
    severity="fault",
    finds="A trainable variable that belongs to a Loss which is given to compile().",
    why=(
        "fit() differentiates model.trainable_variables. A Loss is no layer, so Keras does not "
        "look for variables in it: the variable is used, and never updated. Nothing is reported."
    ),
    example="""\
class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)

model.compile(optimizer="adam", loss=Scaled())
""",
    instead="""\
loss = Scaled()
model.alpha = loss.alpha  # before the first fit(); it has to be a keras.Variable
model.compile(optimizer="adam", loss=loss)
""",
    reference="Measured with Keras 3.15: the value stays, its gradient is not zero.",
    broken="loss_in_compile",
    fixed="registering_model",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.unlisted:
        holders = {c for c in program.held_by(variable) if c.is_a("loss") and not c.is_a("layer")}
        if any(class_.family & program.compiled_classes for class_ in holders):
            label = program.label(variable)
            yield Found(
                variable.node,
                f"{label} belongs to a Loss given to compile(); fit() trains the model's "
                "variables only, so it keeps its first value",
            )
