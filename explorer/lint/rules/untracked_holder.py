"""A variable in an object that Keras does not look into."""

import ast
from collections.abc import Iterator

from explorer.lint.classes import Class
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule
from explorer.lint.steps import step_without

RULE = Rule(
    code="LWE308",
    name="untracked-holder",
    severity="fault",
    finds="A variable of a Loss or a plain object that a model uses as its attribute.",
    why=(
        "Keras tracks variables, layers and metrics that are set on a model, and lists of them. A "
        "Loss or a plain object is none of these, and what it holds is not looked at."
    ),
    example="""\
class Wrapper(keras.Model):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.scaled = Scaled()  # a Loss with the variable alpha

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.scaled(y, y_pred)
""",
    instead="""\
        self.scaled = Scaled()
        self.alpha = self.scaled.alpha  # a keras.Variable
""",
    reference="Measured with Keras 3.15: the value stays, its gradient is not zero.",
    broken="loss_as_attribute",
    fixed="registering_model",
)


def check(program: Program) -> Iterator[Found]:
    methods = {
        function
        for class_ in program.classes
        if class_.is_a("model", "layer")
        for function in class_.methods.values()
    }
    compiled = {
        origin.node
        for given in program.compiles
        for origin in program.origins.functions(given.loss)
        if origin.class_ is None
    }
    reached = program.reached(methods | compiled)
    for variable in program.unlisted:
        holders = program.held_by(variable)
        if not holders or any(class_.is_a("model", "layer") for class_ in holders):
            continue
        if step_without(program, variable) or _is_made_in_a_loss(program, holders):
            continue  # LWE303, LWE101
        functions = program.functions_with(variable)
        elsewhere = any(class_.family & program.compiled_classes for class_ in holders)  # LWE301
        if functions & reached and not elsewhere:
            holder = sorted(class_.name for class_ in holders)[0]
            yield Found(
                variable.node,
                f"{program.label(variable)} belongs to {holder}, which is neither model nor layer; "
                "Keras does not find it there, so fit() does not train it",
            )


def _is_made_in_a_loss(program: Program, classes: set[Class]) -> bool:
    made = [
        origin.node
        for call in program.tree.by_type[ast.Call]
        for origin in program.origins.objects(call)
        if origin.node is call and origin.class_ in classes
    ]
    return bool(made) and all(map(program.in_loss, made))
