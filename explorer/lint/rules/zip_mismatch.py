"""Gradients that are zipped with other variables than they were asked for."""

import ast
from collections.abc import Iterator

from explorer.lint.program import Program
from explorer.lint.rule import Change, Found, Rule
from explorer.lint.steps import Update, gradient_of, mismatch, updates

RULE = Rule(
    code="LWE401",
    name="zip-mismatch",
    severity="fault",
    finds="zip() of gradients with another list of variables than tape.gradient() was given.",
    why=(
        "zip() stops at the end of the shorter list, so the last gradients are dropped without a "
        "word. In another order, variables get the gradients of others."
    ),
    example="""\
gradients = tape.gradient(value, model.trainable_variables + [alpha])
optimizer.apply_gradients(zip(gradients, model.trainable_variables))
""",
    instead="""\
variables = model.trainable_variables + [alpha]
gradients = tape.gradient(value, variables)
optimizer.apply_gradients(zip(gradients, variables))
""",
    reference="Measured with Keras 3.15: the last variable keeps its value, silently.",
    broken="zip_truncation",
    fixed="joint_tape",
)
MESSAGES = {
    "shorter": "zip() drops the last gradients: this list is shorter than the tape's sources",
    "longer": "the last variables of this list get no gradient: the tape was not asked for them",
    "order": "these variables are in another order than the tape's sources",
}


def check(program: Program) -> Iterator[Found]:
    for update in updates(program):
        how = mismatch(program, update)
        if how is not None:
            yield Found(update.variables, MESSAGES[how], _change(program, update, how))


def _change(program: Program, update: Update, how: str) -> Change | None:
    gradient = gradient_of(program, update)
    if how == "longer" or program.tree.function(gradient.node) is not program.tree.function(
        update.node
    ):
        return None
    text = ast.unparse(gradient.sources)
    return Change("zip with the variables that were differentiated", ((update.variables, text),))
