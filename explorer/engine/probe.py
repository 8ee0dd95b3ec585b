"""Watching a train step from outside: what it differentiates and what the optimizer receives."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from unittest.mock import patch

import keras
import tensorflow as tf


@dataclass
class Observation:
    """What one pass through a train step was seen to do. Filled by `watching`."""

    targets: list = field(default_factory=list)
    """The losses given to `GradientTape.gradient`, in order."""
    sources: list[tf.Variable] = field(default_factory=list)
    """The variables differentiated."""
    received: list[tuple[object, tf.Variable, str]] = field(default_factory=list)
    """(gradient or None, variable, optimizer's name) of every update asked for."""

    def lists(self, variable: tf.Variable) -> bool:
        """Whether the step differentiates with respect to `variable`."""
        return any(source is variable for source in self.sources)

    def delivered(self, variable: tf.Variable):
        """The gradient that an optimizer received for `variable`, or None."""
        for gradient, updated, _ in self.received:
            if updated is variable and gradient is not None:
                return gradient
        return None


def tf_variable(parameter) -> tf.Variable | None:
    """The TensorFlow variable that `parameter` is or wraps; None where it is no variable."""
    if isinstance(parameter, keras.Variable):
        return parameter.value
    return parameter if isinstance(parameter, tf.Variable) else None


def variables_of(objects) -> list[tf.Variable]:
    """The TensorFlow variables among `objects`."""
    found = (tf_variable(item) for item in objects)
    return [variable for variable in found if variable is not None]


@contextmanager
def watching(outer: tf.GradientTape | None = None) -> Iterator[Observation]:
    """Observe the train step that runs, or is traced, inside.

    Wiring code makes tapes and optimizers of its own, so the classes are wrapped, not the
    objects; what they compute is untouched. `outer`, the probe's own tape, does not record
    the backward pass.
    """
    seen = Observation()
    gradient = tf.GradientTape.gradient
    apply = keras.optimizers.Optimizer.apply

    def watched_gradient(tape, target, sources, *args, **kwargs):
        with nullcontext() if outer is None else outer.stop_recording():
            result = gradient(tape, target, sources, *args, **kwargs)
        seen.targets.append(target)
        seen.sources.extend(variables_of(tf.nest.flatten(sources)))
        return result

    def watched_apply(optimizer, gradients, trainable_variables=None):
        gradients = list(gradients)
        updated = trainable_variables
        if updated is None:
            updated = optimizer._trainable_variables
        for received, variable in zip(gradients, updated, strict=False):
            seen.received.append((received, tf_variable(variable), type(optimizer).__name__))
        return apply(optimizer, gradients, trainable_variables)

    with (
        patch.object(tf.GradientTape, "gradient", watched_gradient),
        patch.object(keras.optimizers.Optimizer, "apply", watched_apply),
    ):
        yield seen
