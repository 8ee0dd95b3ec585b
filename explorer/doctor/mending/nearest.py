"""Which wirings of the Explorer's catalogue are nearest: by broken link and context, as keys."""

import types

import keras

from explorer.doctor.holders import attributes, find
from explorer.doctor.mending.listing import (
    Fault,
    compiled_calls,
    holding_layer,
    kind_of,
    left_to_keras,
    model_of,
)
from explorer.doctor.mending.ways import ways
from explorer.doctor.variables import wrapper
from explorer.doctor.watch import Watch

BY_CONTEXT = {
    "sequential": "attached_to_sequential",
    "functional": "attached_to_functional",
    "subclass": "registering_model",
    "train_step": "train_step_override",
    "own loop": "joint_tape",
}
"""The fixed wiring by where the step is written."""
BY_HOLDER = {
    "layer as loss": ("layer_as_loss", "wrapper_model"),
    "lambda": ("lambda_layer", None),
    "loss weights": ("loss_weights", "attached_to_functional"),
    "attribute": ("tf_variable_attribute", "registering_model"),
    "late": ("attached_after_first_fit", "attached_to_functional"),
    "closure": ("closure", None),
    "kept loss": ("loss_as_attribute", None),
    "tf loss": ("variable_in_compiled_loss", None),
    "loss": ("loss_in_compile", None),
}
"""(broken, fixed) wirings where Keras makes the list; None where the context decides."""
BY_KIND = {
    "raised": ("built_on_other_list", "joint_tape"),
    "no_update": ("gradient_not_applied", "joint_tape"),
    "none_delivered": ("stop_gradient", "joint_tape"),
    "mispaired": ("zip_truncation", "joint_tape"),
    "not_held": ("zip_truncation", "joint_tape"),
    "assigned_by_hand": ("rebound_to_tensor", "assign_by_hand"),
    "not_a_variable": ("python_float", "joint_tape"),
    "not_made": ("created_in_call", "registering_model"),
    "new_each_step": ("created_in_call_eagerly", "registering_model"),
    "replaced": ("rebound_to_tensor", "assign_by_hand"),
    "rebound": ("rebound_variable", "registering_model"),
    "frozen": ("not_trainable", "registering_model"),
    "frozen_too_late": ("frozen_after_compile", "wrapper_model"),
    "not_floating": ("integer_variable", "joint_tape"),
    "nothing_to_differentiate": ("python_float", "joint_tape"),
    "cut": ("stop_gradient", "registering_model"),
    "not_recorded": ("loss_outside_tape", "joint_tape"),
    "zero_gradient": ("clipped", "registering_model"),
    "set_back": ("reset_every_epoch", "registering_model"),
    "unchanged": ("pinning_constraint", "add_weight"),
    "too_little": ("rate_too_small", "two_optimizers"),
    "set_between_steps": ("reset_every_epoch", "registering_model"),
}
"""(broken, fixed) wirings by what was found, at any link but *listed*."""


def nearest(fault: Fault, watch: Watch) -> tuple[str | None, str | None]:
    """The keys of the broken wiring that a fault resembles, and of the fixed one to follow."""
    if fault.link == "delivered" and left_to_keras(fault, watch):
        broken, fixed = BY_HOLDER[_holder(fault, watch)]
        return broken, fixed or BY_CONTEXT[kind_of(model_of(fault.site))]
    if fault.link != "listed":
        return BY_KIND.get(fault.kind, (None, None))
    context = context_of(fault)
    if context in ("own loop", "train_step"):
        return "only_model_variables", BY_CONTEXT[context]
    broken, fixed = BY_HOLDER[_holder(fault, watch)]
    return broken, fixed or BY_CONTEXT[context]


def context_of(fault: Fault) -> str:
    """Where the step is written, and for which kind of model."""
    model = model_of(fault.site)
    if model is None:
        return "own loop"
    if fault.own_step:
        return "train_step"
    return kind_of(model)


def _holder(fault: Fault, watch: Watch) -> str:
    model, variable = model_of(fault.site), fault.known.variable
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Lambda) and find(variable, {"f": layer.function}):
            return "lambda"
    if holding_layer(variable, model) is not None:
        return "attribute" if wrapper(variable) is None else "late"
    if fault.known.read_in and "loss" not in fault.known.read_in:
        return "lambda"  # an operation of the graph reads it
    compiled = compiled_calls(model, watch)
    given = compiled[0].loss if compiled else None
    if compiled and find(variable, {"weights": compiled[0].loss_weights}):
        return "loss weights"
    if isinstance(given, keras.Layer):
        return "layer as loss"
    kept = {name: value for name, value in attributes(model).items() if name != "loss"}
    if ways(variable, kept):  # not by a function's closure, as Keras's train function has it
        return "kept loss"
    if isinstance(given, types.FunctionType):
        return "closure"
    return "tf loss" if wrapper(variable) is None else "loss"
