"""A tf.Variable as an attribute of a Model or Layer."""

import ast
from collections.abc import Iterator

from explorer.lint.origin import Variable
from explorer.lint.program import Program
from explorer.lint.rule import Change, Found, Rule

RULE = Rule(
    code="LWE302",
    name="tf-variable-attribute",
    severity="fault",
    finds="A trainable tf.Variable that is set on a Model or a Layer.",
    why=(
        "Keras 3 tracks keras.Variable only. Keras 2 tracked tf.Variable too, so code that used to "
        "train now leaves the variable at its first value, without a word."
    ),
    example="""\
class Scaled(keras.Model):
    def __init__(self):
        super().__init__()
        self.alpha = tf.Variable(1.0)
""",
    instead="""\
class Scaled(keras.Model):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)
""",
    reference="Measured with Keras 3.15: not in trainable_variables, and it does not move.",
    broken="tf_variable_attribute",
    fixed="add_weight",
)
TAKEN_OVER = {"name", "dtype", "trainable"}
"""Arguments that mean the same for keras.Variable."""


def check(program: Program) -> Iterator[Found]:
    if program.keras_2:
        return
    for variable in program.unlisted:
        if variable.maker == "tf" and _is_on_model(program, variable):
            yield Found(
                variable.node,
                f"{program.label(variable)} is a tf.Variable; Keras 3 tracks only keras.Variable, "
                "so it is not in trainable_variables and does not train",
                _change(program, variable),
            )


def _is_on_model(program: Program, variable: Variable) -> bool:
    for target, classes in program.holders(variable):
        kinds = {kind for class_ in classes for kind in class_.kinds}
        kinds |= {k for origin in program.origins.objects(target.value) for k in origin.kinds}
        if kinds & {"model", "layer"}:
            return True
    return False


def _change(program: Program, variable: Variable) -> Change | None:
    call = variable.node
    spelled = program.names.spelled("keras.Variable")
    taken_over = {given.arg for given in call.keywords} <= TAKEN_OVER
    plain = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
    if spelled is None or not taken_over or not plain:
        return None
    return Change(f"make it a `{spelled}`", ((call.func, spelled),))
