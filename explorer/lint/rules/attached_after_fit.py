"""A parameter that a model gets between two calls of fit()."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE309",
    name="attached-after-fit",
    severity="fault",
    finds="A variable that is set on a model after a first fit(), without another compile().",
    why=(
        "fit() keeps the train function that it traced first, with the list of that time. "
        "model.trainable_variables shows the variable, and the next fit() does not move it. A "
        "subclassed model raises ValueError."
    ),
    example="""\
model.fit(x, y)
model.alpha = keras.Variable(1.0)
model.fit(x, y)
""",
    instead="""\
model.fit(x, y)
model.alpha = keras.Variable(1.0)
model.compile(optimizer="adam", loss=loss)
model.fit(x, y)
""",
    reference="Measured with Keras 3.15: it is listed, and its value stays.",
    broken="attached_after_first_fit",
    fixed="attached_to_functional",
)


def check(program: Program) -> Iterator[Found]:
    for variable in program.variables:
        if not program.learnable(variable):
            continue
        for target, _ in program.holders(variable):
            objects = program.origins.objects(target.value)
            on_model = any("model" in origin.kinds for origin in objects)
            if on_model and _is_between_fits(program, target):
                yield Found(
                    program.tree.statement(target),
                    f"the next fit() does not know {ast.unparse(target)}: it goes on with the "
                    "train function of the first one, until compile() is called",
                )


def _is_between_fits(program: Program, target: ast.Attribute) -> bool:
    """Whether the model is fitted before and after in the same block, and not compiled again."""
    model = ast.unparse(target.value)
    lines = {"fit": [], "compile": []}
    for name, found in lines.items():
        for call in program.origins.calls_named(name):
            same = program.tree.scope(call) is program.tree.scope(target)
            receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
            if same and receiver is not None and ast.unparse(receiver) == model:
                found.append(call.lineno)
    line = target.lineno
    after = [fit for fit in lines["fit"] if fit > line]
    if not after or min(lines["fit"]) > line:
        return False
    return not any(line < compiled < min(after) for compiled in lines["compile"])
