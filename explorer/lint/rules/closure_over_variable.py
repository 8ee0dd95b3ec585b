"""A variable that a loss function, or a model's method, takes from outside."""

from collections.abc import Iterator

from explorer.lint.program import CALLS, STEPS, Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE306",
    name="closure-over-variable",
    severity="fault",
    finds="A variable from outside that a compiled loss function or a model's method uses.",
    why=(
        "Keras takes the function as it is. A variable that it reaches from outside belongs to no "
        "model or layer, so it is not in model.trainable_variables and is never updated."
    ),
    example="""\
alpha = keras.Variable(1.0)

def scaled(y_true, y_pred):
    return alpha * keras.ops.square(y_true - y_pred)

model.compile(optimizer="adam", loss=scaled)
""",
    instead="""\
model.alpha = alpha  # before the first fit(); it has to be a keras.Variable
model.compile(optimizer="adam", loss=scaled)
""",
    reference="Measured with Keras 3.15: the value stays, its gradient is not zero.",
    broken="closure",
    fixed="attached_to_sequential",
)


def check(program: Program) -> Iterator[Found]:
    functions = set()
    for given in program.compiles:
        for origin in program.origins.functions(given.loss):
            if origin.class_ is None:
                functions.add(origin.node)
    for class_ in program.classes:
        if class_.is_a("model", "layer"):
            functions |= {f for name, f in class_.methods.items() if name in STEPS | CALLS}
    functions = program.reached(functions)
    for variable in program.unlisted:
        if not program.holders(variable) and program.functions_with(variable) & functions:
            yield Found(
                variable.node,
                f"{program.label(variable)} is used in the loss, but belongs to no model or "
                "layer; fit() does not train it",
            )
