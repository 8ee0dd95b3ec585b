"""A variable that is replaced by `=` instead of changed by assign()."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Variable
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE102",
    name="rebound-variable",
    severity="fault",
    finds="`alpha = alpha - rate * gradient`, or a new variable in the place of one in use.",
    why=(
        "Variable minus tensor is a tensor. The next tape does not watch it, so its gradient is "
        "None; a compiled step goes on with the old variable."
    ),
    example="""\
alpha = tf.Variable(1.0)
for x, y in data:
    with tf.GradientTape() as tape:
        value = loss(y, model(x), alpha)
    alpha = alpha - 0.01 * tape.gradient(value, alpha)
""",
    instead="""\
    alpha.assign_sub(0.01 * tape.gradient(value, alpha))
""",
    reference="Measured with Keras 3.15: TypeError in the second step.",
    broken="rebound_to_tensor",
    fixed="assign_by_hand",
)


def check(program: Program) -> Iterator[Found]:
    for statement in program.tree.all(ast.Assign, ast.AugAssign):
        augmented = isinstance(statement, ast.AugAssign)
        target = statement.target if augmented else statement.targets[0]
        before = [v for v in _bound(program, target) if _is_parameter(program, v)]
        if not before:
            continue
        if augmented and isinstance(statement.op, (ast.Add, ast.Sub)):
            yield Found(statement, f"`{ast.unparse(target)} {_sign(statement)}=` {_TENSOR}")
        elif not augmented and _is_step_from(program, statement.value, before):
            yield Found(statement, f"`{ast.unparse(target)} =` {_TENSOR}")
        elif not augmented and _is_replaced_later(program, statement, target, before):
            yield Found(
                statement,
                f"fit() goes on with the variable that {ast.unparse(target)} held before; "
                "assign() would change it",
            )


_TENSOR = "puts a tensor in the variable's place; assign_sub() would change the variable"


def _sign(statement: ast.AugAssign) -> str:
    return "+" if isinstance(statement.op, ast.Add) else "-"


def _bound(program: Program, target: ast.AST) -> list[Variable]:
    if isinstance(target, ast.Name):
        key = program.tree.key(target)
        bindings = program.tree.bound.get(key, ()) if key else ()
    elif isinstance(target, ast.Attribute):
        bindings = program.tree.stores[target.attr]
        classes = program.origins.receiver(target.value)
        if classes:
            bindings = [
                b for class_ in classes for b in program.origins.stores(class_, target.attr)
            ]
    else:
        return []
    made = {b.value for b in bindings if b.target is not target}
    return [v for b in made if b is not None for v in program.origins.variables(b)]


def _is_parameter(program: Program, variable: Variable) -> bool:
    if program.number_type(variable) != "float" or program.trainable(variable) is False:
        return False
    differentiated = any(use.kind == "listed" for use in program.uses(variable))
    return differentiated or program.matters(variable)


def _is_step_from(program: Program, value: ast.AST, before: list[Variable]) -> bool:
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, (ast.Add, ast.Sub)):
        return False
    sides = [value.left, value.right]
    if any(map(program.origins.holds_several, sides)):
        return False
    return any(v in before for side in sides for v in program.origins.variables(side))


def _is_replaced_later(
    program: Program, statement: ast.Assign, target: ast.AST, before: list[Variable]
) -> bool:
    """Whether it puts a new variable on a Loss between two calls of fit()."""
    if not isinstance(target, ast.Attribute) or not isinstance(statement.value, ast.Call):
        return False
    made = [v for v in program.origins.variables(statement.value) if v.node is statement.value]
    if not made or program.origins.self_class(target.value) is not None:
        return False
    scope = program.tree.scope(statement)
    fits = [c.lineno for c in program.origins.calls_named("fit") if program.tree.scope(c) is scope]
    again = [c for c in program.origins.calls_named("compile") if c.lineno > statement.lineno]
    line = statement.lineno
    return bool(fits) and min(fits) < line < max(fits) and not again
