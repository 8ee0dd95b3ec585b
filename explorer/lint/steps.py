"""Train steps of one's own: the lists that are differentiated and the lists that are updated."""

import ast
from dataclasses import dataclass

from explorer.lint.origin import VARIABLE_LISTS, Variable, called
from explorer.lint.program import Gradient, Program
from explorer.lint.scopes import argument

Piece = Variable | str
"""One variable, or the source text of a list of variables."""
APPLYING = ("apply_gradients", "apply")


@dataclass(frozen=True, eq=False)
class Update:
    """A call of an optimizer with gradients.

    Attributes:
        gradients: the expression of the gradients.
        variables: that of the variables they are for.
    """

    node: ast.Call
    gradients: ast.expr
    variables: ast.expr


def pieces(program: Program, node: ast.expr, left: int = 20) -> list[Piece]:
    """What a list of variables is made of, in order, through names and `+`."""
    if left == 0:
        return [ast.unparse(node)]
    bound = bound_once(program, node)
    is_list = not isinstance(bound, ast.Call) or called(bound) in ("list", "tuple")
    if isinstance(bound, ast.expr) and is_list:
        return pieces(program, bound, left - 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return pieces(program, node.left, left - 1) + pieces(program, node.right, left - 1)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [piece for part in node.elts for piece in pieces(program, part, left - 1)]
    if isinstance(node, ast.Starred):
        return pieces(program, node.value, left - 1)
    if isinstance(node, ast.Call) and called(node) in ("list", "tuple") and len(node.args) == 1:
        return pieces(program, node.args[0], left - 1)
    if isinstance(node, ast.Attribute) and node.attr in VARIABLE_LISTS:
        same = node.attr.replace("weights", "variables")
        return [f"{ast.unparse(node.value)}.{same}"]
    variables = program.origins.variables(node)
    return [variables[0]] if len(variables) == 1 else [ast.unparse(node)]


def bound_once(program: Program, node: ast.AST) -> ast.AST | None:
    """The value of a name that is bound in one place."""
    if isinstance(node, ast.Name):
        key = program.tree.key(node)
        bound = program.tree.bound.get(key, ()) if key else ()
        if len(bound) == 1 and bound[0].whole:
            return bound[0].value
    return None


def is_list_of_a_model(piece: Piece) -> bool:
    """Whether it is `….trainable_variables` or the like."""
    return isinstance(piece, str) and piece.rpartition(".")[2] in VARIABLE_LISTS


def updates(program: Program) -> list[Update]:
    """The calls that hand gradients to an optimizer together with their variables."""
    found = []
    for call in program.origins.calls_named(*APPLYING):
        if not isinstance(call.func, ast.Attribute):
            continue
        first, second = (
            argument(call, 0, "grads_and_vars"),
            argument(call, 1, "trainable_variables"),
        )
        if isinstance(first, ast.Call) and called(first) == "zip" and len(first.args) == 2:
            found.append(Update(call, *first.args))
        elif called(call) == "apply" and first is not None and second is not None:
            found.append(Update(call, first, second))
    return found


def gradient_of(program: Program, update: Update) -> Gradient | None:
    """The call of `gradient()` whose whole result is handed over."""
    value = bound_once(program, update.gradients) or update.gradients
    return next((g for g in program.gradients if g.node is value), None)


def mismatch(program: Program, update: Update) -> str | None:
    """How the two lists differ: `shorter`, `longer`, `order`; None where they do not for sure."""
    gradient = gradient_of(program, update)
    if gradient is None:
        return None
    asked, given = pieces(program, gradient.sources), pieces(program, update.variables)
    if asked == given:
        return None
    if given == asked[: len(given)]:
        return "shorter"
    if asked == given[: len(asked)]:
        return "longer"
    if len(set(asked)) == len(asked) == len(given) and set(asked) == set(given):
        return "order"
    return None


def step_without(program: Program, variable: Variable) -> Gradient | None:
    """The first gradient of models' variables alone whose tape sees this variable."""
    for gradient in program.gradients:
        if gradient.tape is None:
            continue
        if all(map(is_list_of_a_model, pieces(program, gradient.sources))) and not (
            program.tracked(variable)
        ):
            reached = program.functions_with(variable) & program.reached_in(gradient.tape)
            if reached or _is_computed_in(program, variable, gradient.tape):
                return gradient
    return None


def _is_computed_in(program: Program, variable: Variable, block: ast.With) -> bool:
    computed = program.computed(variable)
    return any(block in program.tree.within(use.node, ast.With) for use in computed)
