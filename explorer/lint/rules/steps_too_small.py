"""A learning rate, or a bound on the gradient, that leaves next to nothing."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program, number
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import argument, keyword

RULE = Rule(
    code="LWE502",
    name="steps-too-small",
    severity="fault",
    finds="A learning rate of at most 1e-7, or plain SGD with gradients clipped to 1e-3 or less.",
    why=(
        "Adam moves a variable by about its learning rate a step; at 1e-7, a million steps move "
        "it by 0.1. Plain SGD moves by rate times gradient."
    ),
    example="""\
alpha_optimizer = keras.optimizers.Adam(1e-8)
""",
    instead="""\
alpha_optimizer = keras.optimizers.Adam(1e-2)
""",
    reference="Measured with Keras 3.15: no printed digit changes.",
    broken="rate_too_small",
    fixed="two_optimizers",
)
SMALLEST_RATE = 1e-7
SMALLEST_NORM = 1e-3


def check(program: Program) -> Iterator[Found]:
    if {"learning_rate", "lr"} & program.tree.stores.keys():
        return  # the program sets rates itself
    if program.origins.calls_named("LearningRateScheduler"):
        return
    for call in program.tree.by_type[ast.Call]:
        path = program.names.path(call.func) or ""
        if not path.startswith("keras.optimizers.") or ".schedules." in path:
            continue
        rate = number(argument(call, 0, "learning_rate"))
        if rate is not None and 0 < rate <= SMALLEST_RATE:
            yield Found(call, f"a learning rate of {rate:g} moves nothing that can be seen")
        elif path.endswith(".SGD"):
            bounds = (number(keyword(call, name)) for name in ("clipnorm", "global_clipnorm"))
            bound = next((b for b in bounds if b is not None), None)
            if bound is not None and bound <= SMALLEST_NORM:
                yield Found(call, f"SGD with gradients clipped to {bound:g} hardly moves")
