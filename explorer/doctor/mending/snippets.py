"""The shortest code that shows a mend, in the user's own names, where no patch is certain."""

from dataclasses import dataclass

LISTED = """\
variables = {variables}
gradients = {tape}.gradient({target}, variables)
{optimizer}.apply_gradients(zip(gradients, variables))"""
REGISTERED = """\
{model}.{name} = {code}  # before the first fit: a model tracks the variables set on it"""
CONVERTED = """\
{name} = keras.Variable(...)  # Keras does not track a tf.Variable
{model}.{name} = {name}  # before the first fit"""
UPDATED = """\
variables = {variables}  # one list, from the beginning
{optimizer}.build(variables)
gradients = {tape}.gradient({target}, variables)
{optimizer}.apply_gradients(zip(gradients, variables))"""
MADE = """\
{name} = keras.Variable(1.0, name="{name}")  # once, before the first step
variables = {variables}"""
KEPT = """\
{code}.assign(value)  # the same variable; `{code} = value` replaces it"""
TRAINABLE = """\
{name} = keras.Variable(1.0, trainable=True, name="{name}")  # a float"""
USED = """\
with tf.GradientTape() as {tape}:
    # From {code} to {target} inside the tape, by operations with a gradient: no .numpy(),
    # float(), round, argmax, comparison, stop_gradient or py_function.
    {target} = ..."""
FLAT = """\
positive = tf.nn.softplus({code})  # clip, relu, sign and a square at 0 have a slope of 0"""
MOVED = """\
loss_optimizer = keras.optimizers.Adam(1e-2)  # a rate of its own, no clipping, no constraint
loss_optimizer.apply_gradients([(gradient, {code})])"""
SET_BACK = """\
start = float({code})  # read it between steps; only the optimizer writes it"""

BY_KIND = {
    "raised": UPDATED,
    "no_update": UPDATED,
    "none_delivered": UPDATED,
    "mispaired": UPDATED,
    "not_held": UPDATED,
    "assigned_by_hand": UPDATED,
    "not_a_variable": MADE,
    "not_made": MADE,
    "new_each_step": MADE,
    "replaced": KEPT,
    "rebound": KEPT,
    "frozen": TRAINABLE,
    "frozen_too_late": TRAINABLE,
    "not_floating": TRAINABLE,
    "cut": USED,
    "not_recorded": USED,
    "zero_gradient": FLAT,
    "set_back": SET_BACK,
    "set_between_steps": SET_BACK,
    "unchanged": MOVED,
    "too_little": MOVED,
}
"""By what was found, at any link but *listed*."""


@dataclass(frozen=True)
class Names:
    """What the user calls the things of a step; each field has the name most people use."""

    name: str
    """The parameter."""
    code: str
    """The expression by which the step reaches it."""
    model: str = "model"
    tape: str = "tape"
    target: str = "loss"
    listed: str = "model.trainable_variables"
    """The list that is differentiated now."""
    complete: bool = False
    """Whether the parameter is in that list."""
    optimizer: str = "optimizer"
    of_keras: bool = True
    """Whether the parameter is a `keras.Variable`."""


def snippet(kind: str, names: Names, own_step: bool) -> str | None:
    """The code to show.

    Args:
        kind: of the finding where the chain breaks.
        names: what it is written with.
        own_step: whether the user computes the gradients, not Keras.
    """
    template = BY_KIND.get(kind)
    if kind in ("not_listed", "nothing_differentiated"):
        template = LISTED if own_step else REGISTERED if names.of_keras else CONVERTED
    variables = names.listed if names.complete else f"[*{names.listed}, {names.code}]"
    return template and template.format(variables=variables, **vars(names))
