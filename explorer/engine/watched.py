"""A watched step: the one way to do, or to trace, a train step and see what it does."""

from contextlib import nullcontext

import tensorflow as tf

from explorer.engine.probe import Observation, differentiable, watching


def watched_step(
    subject, batch, before: Observation | None = None, *, gradients: bool = True
) -> Observation:
    """Do one train step, and return what it did; what it raised is kept as `error`.

    Args:
        subject: has `step(batch)`, the `loss` that it works on, which may be None, and that loss's
            `parameters` by name; a `Setup`, for one.
        batch: what the step takes.
        before: the observation of the step before, if any.
        gradients: whether a tape around the step computes which gradients are available.
    """
    made, held = subject.loss, subject.parameters
    # Watching no more than these: `py_function` cannot be differentiated a second time.
    everything = not held or (before is not None and before.remade)
    outer = tf.GradientTape(watch_accessed_variables=everything) if gradients else None
    with outer or nullcontext(), watching(outer) as seen:
        if outer:
            outer.watch(differentiable(held.values()))
        try:
            seen.returned = subject.step(batch)
        except Exception as raised:  # how far the step got is evidence too
            seen.error = raised
    seen.remade = subject.loss is not made
    seen.hold(subject.parameters if seen.remade else held)
    if outer and (seen.error is None or tf.executing_eagerly()):
        seen.available = _available(seen, outer)
    return seen


def _available(seen: Observation, outer: tf.GradientTape) -> dict:
    watched = differentiable(item.parameter for item in seen.held.values())
    if seen.loss is None or not watched:
        return {}
    gradients = outer.gradient(seen.loss, watched)
    of_variable = {id(v): gradient for v, gradient in zip(watched, gradients, strict=True)}
    return {name: of_variable.get(id(seen.variable(name))) for name in seen.held}
