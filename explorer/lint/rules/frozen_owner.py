"""A layer or model that is frozen although it owns the loss's parameter."""

import ast
from collections.abc import Iterator

from explorer.lint.classes import Class
from explorer.lint.program import STEPS, Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE107",
    name="frozen-owner",
    severity="fault",
    finds="trainable = False on the layer or model that owns the loss's parameter.",
    why=(
        "Freezing an owner freezes all that it owns: the parameter moves to the non-trainable "
        "variables. On a layer, nothing is reported."
    ),
    example="""\
model.loss_layer.trainable = False  # it owns alpha
model.compile(optimizer="adam")
""",
    instead="""\
model.backbone.trainable = False  # freeze only what is meant to stand still
model.compile(optimizer="adam")
""",
    reference="Measured with Keras 3.15; freezing after compile() has no effect at all.",
    broken="not_trainable",
    fixed="wrapper_model",
)


def check(program: Program) -> Iterator[Found]:
    bindings = program.tree.stores.get("trainable", ())
    thawed = {ast.unparse(b.target) for b in bindings if not _is_false(b.value)}
    for binding in bindings:
        if not _is_false(binding.value) or ast.unparse(binding.target) in thawed:
            continue
        for class_ in program.origins.receiver(binding.target.value):
            if _owns_a_parameter_of_a_loss(program, class_):
                yield Found(
                    program.tree.statement(binding.target),
                    f"{class_.name} owns a parameter of the loss, which this freezes too",
                )
                break


def _is_false(value: ast.AST | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _owns_a_parameter_of_a_loss(program: Program, class_: Class) -> bool:
    if not class_.is_a("layer", "model"):
        return False
    computing = {f for name, f in class_.methods.items() if name in STEPS}
    for call in program.origins.calls_named("add_loss"):
        if program.origins.self_class(getattr(call.func, "value", None)) is class_:
            computing.add(program.tree.function(call))
    for given in program.compiles:
        for origin in program.origins.functions(given.loss):
            if origin.class_ is class_:
                computing.add(origin.node)
    for other in program.classes:
        if other is not class_ and other.is_a("model"):
            losses = {f for name, f in other.methods.items() if name == "compute_loss"}
            own = set(class_.methods.values())
            computing |= own & program.reached(losses)
    reached = program.reached(computing)
    return any(
        program.learnable(variable)
        and program.maker_class(variable) is class_
        and program.functions_with(variable) & reached
        for variable in program.variables
    )
