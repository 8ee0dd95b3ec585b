"""A loss that computes with its parameter inside py_function or numpy_function."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Variable, called
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import argument

RULE = Rule(
    code="LWE205",
    name="py-function",
    severity="fault",
    finds="A parameter that a loss uses inside tf.py_function or tf.numpy_function.",
    why=(
        "numpy_function lets no gradient through. py_function passes gradients to its inputs "
        "only, not to a variable that the function takes from outside."
    ),
    example="""\
return tf.numpy_function(self.compute, [y_true, y_pred, self.alpha], tf.float32)
""",
    instead="""\
return self.compute(y_true, y_pred, self.alpha)  # written with TensorFlow operations
""",
    reference="Measured with Keras 3.15: gradient None.",
    broken="py_function",
    fixed="joint_tape",
)
WRAPPERS = ("numpy_function", "py_function", "py_func")
NO_GRADIENT = frozenset({"tensorflow.numpy_function", "tensorflow.compat.v1.py_func"})


def check(program: Program) -> Iterator[Found]:
    for call in program.origins.calls_named(*WRAPPERS):
        path = program.names.path(call.func)
        if path not in NO_GRADIENT | {"tensorflow.py_function"} or not program.in_loss(call):
            continue
        given = program.origins.functions(argument(call, 0, "func"))
        inside = program.reached(origin.node for origin in given)
        inputs = argument(call, 1, "inp")
        passed = set(program.origins.variables(inputs))
        for variable in program.variables:
            if program.trainable(variable) is not True or program.assigned(variable):
                continue
            captured = program.functions_with(variable) & inside and variable not in passed
            lost = path in NO_GRADIENT and variable in passed
            if (captured or lost) and not _is_used_elsewhere(program, variable, inside):
                yield Found(
                    call,
                    f"{called(call)} lets no gradient through to {program.label(variable)}",
                )


def _is_used_elsewhere(program: Program, variable: Variable, inside: set) -> bool:
    for use in program.computed(variable):
        outside = program.tree.function(use.node) not in inside and program.in_loss(use.node)
        handed = called(use.at) in WRAPPERS if isinstance(use.at, ast.Call) else False
        if use.kind == "computed" and outside and not handed:
            return True
    return False
