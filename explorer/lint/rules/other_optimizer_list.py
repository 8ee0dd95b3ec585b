"""An optimizer that is given variables it was not built for."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Variable
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.scopes import COMPREHENSIONS, argument
from explorer.lint.steps import Update, is_list_of_a_model, pieces, updates

RULE = Rule(
    code="LWE403",
    name="other-optimizer-list",
    severity="fault",
    finds="One optimizer that is built on one list of variables and applied to another.",
    why=(
        "A Keras 3 optimizer makes its slots for the first list it sees. A variable that was not "
        "in it raises ValueError: Unknown variable. A new optimizer, as the message advises, "
        "loses its moments if it is made in each step."
    ),
    example="""\
optimizer.apply_gradients(zip(model_gradients, model.trainable_variables))
optimizer.apply_gradients(zip(alpha_gradients, [alpha]))
""",
    instead="""\
optimizer.apply_gradients(zip(model_gradients, model.trainable_variables))
alpha_optimizer.apply_gradients(zip(alpha_gradients, [alpha]))
""",
    reference="Measured with Keras 3.15: ValueError: Unknown variable.",
    broken="second_call",
    fixed="two_optimizers",
)


def check(program: Program) -> Iterator[Found]:
    built = _built(program)
    first: dict[tuple, Update] = {}
    for update in sorted(updates(program), key=lambda each: each.node.lineno):
        receiver = update.node.func.value
        if not _is_of_keras(program, receiver):
            continue
        optimizer = frozenset(program.origins.objects(receiver))
        given = pieces(program, update.variables)
        if optimizer in built:
            known = built[optimizer]
            extra = [p for p in given if isinstance(p, Variable) and p not in known]
            if extra and all(map(is_list_of_a_model, known)) and not _tracked(program, extra):
                message = f"{ast.unparse(receiver)} was built without {program.label(extra[0])}"
                yield Found(update.node, f"{message}, and refuses it")
            continue
        place = (program.tree.function(update.node), optimizer)
        earlier = first.setdefault(place, update)
        apart = not set(given) & set(pieces(program, earlier.variables))
        if earlier is not update and apart and not _exclusive(program, earlier, update):
            yield Found(
                update.node,
                f"{ast.unparse(receiver)} was built on other variables in line "
                f"{earlier.node.lineno}, and refuses these",
            )


def _built(program: Program) -> dict[frozenset, list]:
    found = {}
    for call in program.origins.calls_named("build"):
        given = argument(call, 0, "variables")
        is_method = isinstance(call.func, ast.Attribute)
        if is_method and given is not None and _is_of_keras(program, call.func.value):
            optimizer = frozenset(program.origins.objects(call.func.value))
            found[optimizer] = pieces(program, given)
    return found


def _is_of_keras(program: Program, optimizer: ast.expr) -> bool:
    made = program.origins.objects(optimizer)
    several = any(list(program.tree.within(o.node, *COMPREHENSIONS, ast.For)) for o in made)
    if several:
        return False  # one call makes more than one of them
    paths = [origin.path or "" for origin in made]
    return bool(paths) and all(
        path.startswith("keras.optimizers.") and ".legacy" not in path for path in paths
    )


def _tracked(program: Program, variables: list[Variable]) -> bool:
    return any(map(program.tracked, variables))


def _exclusive(program: Program, first: Update, second: Update) -> bool:
    """Whether a branch may run one of them only."""
    around = set(program.tree.within(first.node, ast.If, ast.IfExp, ast.Try))
    return around != set(program.tree.within(second.node, ast.If, ast.IfExp, ast.Try))
