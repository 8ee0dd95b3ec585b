"""What was found about a link of the chain, or beside the chain: a kind and its figures."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    # Any link
    "not_measured",  # the run raised before its first step
    # variable
    "not_made",  # the step raised before it made one
    "not_a_variable",  # holds
    "number_after_tracing",  # holds: changed after a traced step had read it
    "replaced",  # holds, step: a variable at first, something else from `step` on
    "new_each_step",
    "rebound",  # after: the loss holds another object since that step
    "frozen",
    "frozen_too_late",  # after: the compiled step ignores it
    "one_variable",
    # used
    "loss_not_finite",  # step
    "nothing_to_differentiate",
    "not_floating",  # dtype
    "cut",  # the step reads it through an operation without a gradient
    "not_recorded",
    "zero_gradient",  # steps, first: the first of them
    "gradient_not_finite",  # gradient, step: the first one
    "gradient",  # gradient, step: the first one
    "gradient_traced",  # the graph has one, but raised before it computed it
    # listed
    "nothing_differentiated",
    "not_listed",  # sources: how many variables the step differentiates
    "listed",  # sources
    # delivered
    "raised",  # step, type, message
    "no_update",  # no optimizer received anything
    "none_delivered",
    "mispaired",  # an optimizer received the gradient of another variable for it
    "not_held",  # optimizers: (name, variables) of each
    "assigned_by_hand",
    "delivered",  # optimizer
    # moved
    "set_back",  # times, steps, value
    "unchanged",  # steps; gradient, handed_over and constraint where there are any
    "too_little",  # change, steps
    "set_between_steps",  # times, steps
    "changed",  # change, steps, diverged
    "wavered",  # change: the largest; steps, diverged
    # Beside the chain
    "weights_not_trained",
    "freezing_ignored",  # after
    "other_objective",  # found, expected: losses at step
    "not_set",  # parameter, value: the loss holds no variable that lasts
    # The finite difference of one step, beside the tape's gradient
    "agrees",
    "small_gradient",  # apart: it agrees as far as so small a gradient can in float32
    "flat",  # both sides of the parameter give the same loss, and the tape has nothing
    "lost_by_tape",  # the loss changes with it, and the tape has nothing
    "kink",  # left, right: slopes
    "jump",  # height
    "in_float32",  # gradient: what the tape gives in float64
    "differs",
    "no_loss",
    "loss_raised",  # type, message
    "not_finite_beside",
    # Why a broken chain is no fault of somebody's program
    "too_few_steps",  # steps
    "at_minimum",  # curvature: d²L/dα², the gradient being 0
    "trains_nevertheless",
    "rate_zero",
    "rate_small",  # rate
    "meant_to_be_frozen",
    "assigned_by_program",
]
NO_GRADIENT = frozenset({"nothing_to_differentiate", "not_floating", "cut", "not_recorded"})
"""The kinds that say why there is no gradient."""


@dataclass(frozen=True)
class Finding:
    """One thing found; `figures` are plain values, those that its kind names above."""

    kind: Kind
    figures: dict = field(default_factory=dict)


def found(kind: Kind, **figures) -> Finding:
    """A finding of that kind."""
    return Finding(kind, figures)
