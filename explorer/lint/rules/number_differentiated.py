"""A Python number or a constant that a tape is asked to differentiate."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import called
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import Binding, argument

RULE = Rule(
    code="LWE104",
    name="number-differentiated",
    severity="fault",
    finds="tape.gradient() with respect to a float or a tf.constant.",
    why=(
        "A number has no place to keep a new value, and a tape does not watch it. Only a variable "
        "can be trained."
    ),
    example="""\
alpha = 1.0
with tf.GradientTape() as tape:
    value = loss(y, model(x), alpha)
gradient = tape.gradient(value, alpha)
""",
    instead="""\
alpha = tf.Variable(1.0)
""",
    reference="Measured with Keras 3.15: AttributeError, or a gradient that is None.",
    broken="python_float",
    fixed="joint_tape",
)
CONSTANTS = frozenset(
    {"tensorflow.constant", "tensorflow.convert_to_tensor", "keras.ops.convert_to_tensor"}
)
ARRAYS = frozenset({"array", "float32", "float64", "ones", "zeros", "full"})


def check(program: Program) -> Iterator[Found]:
    for gradient in program.gradients:
        watched = _watched(program, gradient.node)
        for source in _sources(program, gradient.sources):
            bindings = _bindings(program, source)
            first = [b for b in bindings if not isinstance(b.value, (ast.BinOp, type(None)))]
            numbers = bool(first) and all(_is_number(program, b) for b in first)
            if numbers and ast.unparse(source) not in watched:
                text = ast.unparse(source)
                yield Found(source, f"{text} is a number, not a variable; it cannot be trained")


def _sources(program: Program, node: ast.expr, left: int = 8) -> list[ast.expr]:
    """The names and attributes that a list of sources is made of."""
    if left == 0:
        return []
    if isinstance(node, (ast.List, ast.Tuple)):
        return [s for part in node.elts for s in _sources(program, part, left - 1)]
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return [source for side in sides for source in _sources(program, side, left - 1)]
    if isinstance(node, ast.Name):
        key = program.tree.key(node)
        bound = program.tree.bound.get(key, ()) if key else ()
        if len(bound) == 1 and isinstance(bound[0].value, (ast.List, ast.Tuple, ast.BinOp)):
            return _sources(program, bound[0].value, left - 1)
    return [node] if isinstance(node, (ast.Name, ast.Attribute)) else []


def _bindings(program: Program, source: ast.expr) -> list[Binding]:
    if isinstance(source, ast.Name):
        key = program.tree.key(source)
        return list(program.tree.bound.get(key, ())) if key else []
    classes = program.origins.receiver(source.value)
    return [b for class_ in classes for b in program.origins.stores(class_, source.attr)]


def _is_number(program: Program, binding: Binding) -> bool:
    value = binding.value
    if not binding.whole:
        return False
    if isinstance(value, ast.Call):
        path = program.names.path(value.func) or ""
        if path.startswith("numpy."):
            return path.rpartition(".")[2] in ARRAYS
        if path in CONSTANTS:
            value = argument(value, 0, "value")
    return program.number(value) is not None


def _watched(program: Program, node: ast.AST) -> set[str]:
    function = program.tree.function(node)
    calls = program.origins.calls_named("watch")
    inside = [c for c in calls if program.tree.function(c) is function and called(c) == "watch"]
    return {
        ast.unparse(part)
        for c in inside
        for given in c.args
        for part in ast.walk(given)
        if isinstance(part, (ast.Name, ast.Attribute))
    }
