"""A variable inside the function of a Lambda layer, or in the arithmetic of a functional model."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import argument
from explorer.lint.uses import Use

RULE = Rule(
    code="LWE305",
    name="variable-in-lambda",
    severity="fault",
    finds=(
        "A variable that a Lambda layer's function, or the arithmetic on a functional model's "
        "tensors, takes from outside."
    ),
    why=(
        "Keras makes a layer of the operation, but looks for no variables in it. The variable is "
        "used, is not in model.trainable_variables, and nothing is reported."
    ),
    example="""\
alpha = keras.Variable(1.0)
outputs = keras.layers.Lambda(lambda x: x * alpha)(hidden)
""",
    instead="""\
alpha = keras.Variable(1.0)
outputs = keras.layers.Lambda(lambda x: x * alpha)(hidden)
model = keras.Model(inputs, outputs)
model.alpha = alpha  # before compile: a model tracks the variables set on it
""",
    reference="Measured with Keras 3.15; Keras 2 warned, Keras 3 does not.",
    broken="lambda_layer",
    fixed="attached_to_functional",
)


def check(program: Program) -> Iterator[Found]:
    inside = set()
    for call in program.origins.calls_named("Lambda"):
        if program.names.path(call.func) == "keras.layers.Lambda":
            given = program.origins.functions(argument(call, 0, "function"))
            inside |= program.reached(origin.node for origin in given)
    for variable in program.variables:
        free = program.learnable(variable) and not program.let_go(variable)
        if not free or program.tracked(variable):
            continue
        used = program.computed(variable)
        if program.functions_with(variable) & inside:
            yield Found(variable.node, f"{program.label(variable)} {_WHERE} a Lambda layer")
        elif any(_is_in_graph(program, each) for each in used):
            yield Found(variable.node, f"{program.label(variable)} {_WHERE} a functional model")


DEEPEST = 40
"""Operations and names between an input and the variable."""
_WHERE = "is not tracked where only its value goes into"


def _is_in_graph(program: Program, use: Use) -> bool:
    """Whether the other side of the operator is a tensor of a functional model."""
    at = use.at
    sides = [at.left, at.right] if isinstance(at, ast.BinOp) else getattr(at, "args", [])
    return any(_is_symbolic(program, side) for side in sides)


def _is_symbolic(program: Program, node: ast.AST, seen: frozenset = frozenset()) -> bool:
    if node in seen or len(seen) > DEEPEST:
        return False
    seen |= {node}
    if isinstance(node, ast.Name):
        key = program.tree.key(node)
        bound = program.tree.bound.get(key, ()) if key else ()
        values = [each.value for each in bound if isinstance(each.value, ast.expr)]
        return any(_is_symbolic(program, value, seen) for value in values)
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return any(_is_symbolic(program, side, seen) for side in sides)
    if not isinstance(node, ast.Call):
        return False
    if program.names.path(node.func) in ("keras.Input", "keras.layers.Input"):
        return True
    path = program.names.path(node.func) or ""
    made = program.origins.objects(node.func)
    is_layer = any(origin.kinds & {"layer", "model"} for origin in made)
    if not is_layer and not path.startswith("keras.ops."):
        return False
    given = [part for arg in node.args for part in getattr(arg, "elts", [arg])]
    return any(_is_symbolic(program, each, seen) for each in given)
