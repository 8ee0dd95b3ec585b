"""A variable, or a loss with one, that is made anew at every step."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Object
from explorer.lint.program import CALLS, STEPS, Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE101",
    name="variable-made-in-step",
    severity="fault",
    finds="A variable, or a loss that has one, made in call(), in a loss or in a train step.",
    why=(
        "Each step would get a new variable that starts again at its first value. A compiled step "
        "raises ValueError; an eager one throws the trained variable away, without a word."
    ),
    example="""\
class Scaled(keras.losses.Loss):
    def call(self, y_true, y_pred):
        alpha = tf.Variable(1.0)
        return alpha * tf.square(y_true - y_pred)
""",
    instead="""\
class Scaled(keras.losses.Loss):
    def __init__(self, alpha):
        super().__init__()
        self.alpha = alpha  # a keras.Variable that the model has as an attribute too

    def call(self, y_true, y_pred):
        return self.alpha * tf.square(y_true - y_pred)
""",
    reference="Measured with Keras 3.15: ValueError under fit(), nothing with run_eagerly=True.",
    broken="created_in_call",
    fixed="registering_model",
)
LOOPS = (ast.For, ast.While)


def check(program: Program) -> Iterator[Found]:
    made: dict[ast.Call, str] = {}
    for variable in program.variables:
        class_ = program.maker_class(variable)
        if class_ is None or not class_.is_a("metric", "optimizer"):
            made[variable.node] = "this variable"
    for call in program.tree.by_type[ast.Call]:
        for origin in program.origins.objects(call):
            if origin.node is call and _has_variables(program, origin):
                made[call] = f"the variable of {origin.class_.name}"
    for call, what in made.items():
        if not _is_guarded(program, call) and (where := _step_around(program, call)):
            yield Found(call, f"{what} is made anew {where}")


def _has_variables(program: Program, object_: Object) -> bool:
    if object_.class_ is None or not object_.class_.is_a("loss"):
        return False
    return any(
        object_.class_ in class_.family
        for variable in program.variables
        if program.learnable(variable) and (class_ := program.maker_class(variable))
    )


def _step_around(program: Program, call: ast.Call) -> str | None:
    function = program.tree.function(call)
    if function is not None:
        node = program.tree.class_around(function)
        name = getattr(function, "name", "")
        kinds = program.origins.classes[node].kinds if node else set()
        if kinds & {"loss", "layer", "model"} and name in CALLS | STEPS:
            return f"whenever {name}() runs"
        if function in program.losses:
            return "whenever the loss is computed"
        if program.is_compiled(function):
            return "in a compiled step"
    if not _is_parameter(program, call):
        return None
    if any(program.tape_names(block) for block in program.tree.within(call, ast.With)):
        return "inside the tape" if _is_repeated(program, call) else None
    return "at every turn of the training loop" if _is_in_training_loop(program, call) else None


def _is_parameter(program: Program, call: ast.Call) -> bool:
    """Whether it is a loss, or starts at a plain number: an input starts at data."""
    made = program.origins.variables(call)
    return all(program.first_value(variable) is not None for variable in made)


def _is_repeated(program: Program, call: ast.Call) -> bool:
    function = program.tree.function(call)
    loops = list(program.tree.within(call, *LOOPS))
    return bool(loops) or (function is not None and _is_called_in_loop(program, function))


def _is_called_in_loop(program: Program, function: ast.AST) -> bool:
    calls = program.origins.calls_of(function)
    return any(list(program.tree.within(call, *LOOPS)) for call in calls)


def _is_in_training_loop(program: Program, call: ast.Call) -> bool:
    """Whether the innermost loop around it is the one whose steps have a tape."""
    loop = next(program.tree.within(call, *LOOPS), None)
    if loop is None or program.tree.function(call) is not program.tree.function(loop):
        return False
    blocks = [b for b in program.tapes if next(program.tree.within(b, *LOOPS), None) is loop]
    if not blocks:
        return False
    inside = [n for statement in loop.body for n in ast.walk(statement)]
    makes_model = any(
        isinstance(node, ast.Call)
        and any({"model", "layer"} & origin.kinds for origin in program.origins.objects(node))
        for node in inside
    )
    return not makes_model


def _is_guarded(program: Program, call: ast.Call) -> bool:
    """Whether a test, such as `if self.alpha is None`, may keep it from running twice."""
    function = program.tree.function(call)
    return any(
        program.tree.function(test) is function
        for test in program.tree.within(call, ast.If, ast.IfExp, ast.Try)
    )
