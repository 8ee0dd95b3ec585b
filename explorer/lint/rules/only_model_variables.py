"""A tape asked for the gradients of the model's variables alone."""

import ast
from collections.abc import Iterator

from explorer.lint.classes import Class, kind_of
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.steps import bound_once, step_without

RULE = Rule(
    code="LWE303",
    name="only-model-variables",
    severity="fault",
    finds="tape.gradient() for the model's variables, where the loss has a variable of its own.",
    why=(
        "A tape returns gradients for the listed variables only. What is not listed is neither "
        "differentiated nor updated, and nothing is reported."
    ),
    example="""\
with tf.GradientTape() as tape:
    value = loss(y, model(x))
gradients = tape.gradient(value, model.trainable_variables)
optimizer.apply_gradients(zip(gradients, model.trainable_variables))
""",
    instead="""\
with tf.GradientTape() as tape:
    value = loss(y, model(x))
variables = model.trainable_variables + [loss.alpha]
gradients = tape.gradient(value, variables)
optimizer.apply_gradients(zip(gradients, variables))
""",
    reference="Measured with Keras 3.15: the gradient is there, and the value stays.",
    broken="only_model_variables",
    fixed="joint_tape",
)


def check(program: Program) -> Iterator[Found]:
    yield from _of_parts(program)
    for variable in program.unlisted:
        if any(c.is_a("model", "layer") for c in program.held_by(variable)):
            continue  # LWE302
        step = step_without(program, variable)
        if step is not None:
            yield Found(
                step.node,
                f"{program.label(variable)}, made in line {variable.node.lineno}, is not among "
                "these sources, so no optimizer gets a gradient for it",
            )


def _of_parts(program: Program) -> Iterator[Found]:
    """A model's own parameter, where its step asks for the variables of its parts only."""
    for gradient in program.gradients:
        receivers = _receivers(program, gradient.sources)
        if gradient.tape is None or not receivers:
            continue
        objects = [program.origins.objects(receiver) for receiver in receivers]
        if not all(objects) or any(program.origins.self_class(r) for r in receivers):
            continue
        parts = {origin for made in objects for origin in made}
        for variable in program.variables:
            owner = program.maker_class(variable)
            if owner is None or not owner.is_a("model") or not program.learnable(variable):
                continue
            elsewhere = any(part.class_ in owner.family for part in parts if part.class_)
            listed = any(use.kind in ("listed", "escaped") for use in program.uses(variable))
            read = program.functions_with(variable) & program.reached_in(gradient.tape)
            within = any(
                gradient.tape in program.tree.within(use.node, ast.With)
                for use in program.computed(variable)
            )
            if (read or within) and not elsewhere and not listed and not _is_asked(program, owner):
                yield Found(
                    gradient.node,
                    f"{program.label(variable)} belongs to {owner.name} itself, and this asks for "
                    "the variables of its parts only",
                )


def _receivers(program: Program, sources: ast.expr, left: int = 8) -> list[ast.expr]:
    """The models whose lists the sources are made of; none where there is anything else."""
    node = bound_once(program, sources) or sources
    if left == 0:
        return []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [_receivers(program, side, left - 1) for side in (node.left, node.right)]
        return sides[0] + sides[1] if all(sides) else []
    if isinstance(node, ast.Attribute) and node.attr in (
        "trainable_variables",
        "trainable_weights",
    ):
        return [node.value]
    return []


def _is_asked(program: Program, owner: Class) -> bool:
    """Whether the owner's own list is read anywhere, or it may be a part of another model."""
    if owner.family & program.listed_classes:
        return True
    return any(
        origin.class_ in owner.family
        for call in program.tree.by_type[ast.Call]
        for given in call.args
        for origin in program.origins.objects(given)
        if kind_of(program.names.path(call.func)) is not None
    )
