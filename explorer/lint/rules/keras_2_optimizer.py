"""Methods and arguments of optimizers that Keras 3 does not have."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import keyword

RULE = Rule(
    code="LWE404",
    name="keras-2-optimizer",
    severity="fault",
    finds="minimize(), get_updates(), get_gradients() and lr= of Keras 2's optimizers.",
    why="Keras 3 has none of them, and raises AttributeError or ValueError.",
    example="""\
optimizer = keras.optimizers.Adam(lr=0.01)
optimizer.minimize(loss_function, [alpha])
""",
    instead="""\
optimizer = keras.optimizers.Adam(learning_rate=0.01)
with tf.GradientTape() as tape:
    value = loss_function()
optimizer.apply_gradients(zip(tape.gradient(value, [alpha]), [alpha]))
""",
    reference="Measured with Keras 3.15: 'Adam' object has no attribute 'minimize'.",
    broken="gradient_not_applied",
    fixed="joint_tape",
)
GONE = ("minimize", "get_updates", "get_gradients")


def check(program: Program) -> Iterator[Found]:
    if program.keras_2:
        return
    for call in program.origins.calls_named(*GONE):
        made = program.origins.objects(getattr(call.func, "value", None))
        paths = [origin.path or "" for origin in made]
        if paths and all(path.startswith("keras.optimizers.") for path in paths):
            yield Found(call, f"optimizers of Keras 3 have no {call.func.attr}()")
    for call in program.tree.by_type[ast.Call]:
        path = program.names.path(call.func) or ""
        if path.startswith("keras.optimizers.") and keyword(call, "lr") is not None:
            yield Found(call, "optimizers of Keras 3 take learning_rate, not lr")
