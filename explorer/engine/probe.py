"""Watching a train step from outside: what it differentiates and what the optimizer receives."""

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from unittest.mock import patch

import keras
import tensorflow as tf
from tensorflow.python.ops.resource_variable_ops import ResourceVariable

# The class of every variable that is made outside a graph; it has no public name. It is imported,
# not taken from an instance: making one starts TensorFlow's runtime, and a program that is watched
# could then no longer configure threads and devices.
VARIABLE = ResourceVariable


@dataclass(frozen=True)
class Held:
    """What a loss held under a parameter's name while a step was watched."""

    parameter: object
    trainable: bool
    """As it was then: it may be changed later."""


@dataclass
class Observation:
    """What one pass through a train step was seen to do; `watched_step` fills it."""

    targets: list = field(default_factory=list)
    """The losses given to `GradientTape.gradient`, in order."""
    sources: list[tf.Variable] = field(default_factory=list)
    """The variables differentiated."""
    read: list[tf.Variable] = field(default_factory=list)
    """The trainable variables that the step's own tapes recorded."""
    received: list[tuple[object, tf.Variable, keras.optimizers.Optimizer]] = field(
        default_factory=list
    )
    """(gradient or None, variable, optimizer) of every requested update."""
    assigned: list[tf.Variable] = field(default_factory=list)
    """The variables that the step assigned itself, without an optimizer."""
    held: dict[str, Held] = field(default_factory=dict)
    """The loss parameters by name."""
    available: dict[str, object] = field(default_factory=dict)
    """By name the gradient that a tape around the step sees, or None."""
    warnings: list[str] = field(default_factory=list)
    """The warnings that users saw meanwhile, each once."""
    remade: bool = False
    """Whether the step made a loss of its own."""
    returned: object = None
    """What the step returned."""
    error: Exception | None = None
    """What the step raised."""

    def completed(self) -> "Observation":
        """This observation; raises what the step raised."""
        if self.error is not None:
            raise self.error
        return self

    @property
    def loss(self):
        """The value that the model was trained on: what was differentiated last."""
        return self.targets[-1] if self.targets else None

    def hold(self, parameters: dict) -> None:
        """Note what the loss holds now."""
        self.held = {
            name: Held(item, bool(getattr(item, "trainable", False)))
            for name, item in parameters.items()
        }

    def variable(self, name: str) -> tf.Variable | None:
        """The TensorFlow variable held under that name."""
        return tf_variable(self.held[name].parameter)

    def lists(self, variable: tf.Variable | None) -> bool:
        """Whether the step differentiates with respect to `variable`."""
        return is_among(variable, self.sources)

    def delivered(self, variable: tf.Variable | None):
        """The gradient that an optimizer received for `variable`, or None."""
        for gradient, updated, _ in self.received:
            if variable is not None and updated is variable and gradient is not None:
                return gradient
        return None

    def gradients_except(self, variables) -> list:
        """The gradients that optimizers received for all other variables."""
        return [
            gradient
            for gradient, updated, _ in self.received
            if gradient is not None and not is_among(updated, variables)
        ]


def tf_variable(parameter) -> tf.Variable | None:
    """The TensorFlow variable that `parameter` is or wraps; None where it is no variable."""
    if isinstance(parameter, keras.Variable):
        return parameter.value
    return parameter if isinstance(parameter, tf.Variable) else None


def is_among(variable, variables) -> bool:
    """Whether this very object is one of `variables`."""
    return any(variable is other for other in variables)


def variables_of(objects) -> list[tf.Variable]:
    """The TensorFlow variables among `objects`."""
    found = (tf_variable(item) for item in objects)
    return [variable for variable in found if variable is not None]


def differentiable(objects) -> list[tf.Variable]:
    """The variables among `objects` that a tape would watch by itself."""
    return [v for v in variables_of(objects) if v.trainable and v.dtype.is_floating]


@contextmanager
def watching(outer: tf.GradientTape | None = None) -> Iterator[Observation]:
    """Observe the train step that runs, or is traced, inside.

    Wiring code makes tapes and optimizers of its own, so the classes are wrapped, not the
    objects; what they compute is untouched. `outer`, the probe's own tape, does not record
    the backward pass.
    """
    seen = Observation()
    with warnings.catch_warnings(record=True) as caught, ExitStack() as patches:
        warnings.simplefilter("always")
        for patched in (_gradient(seen, outer), *_optimizers(seen)):
            patches.enter_context(patched)
        try:
            yield seen
        finally:
            shown = [w for w in caught if issubclass(w.category, UserWarning)]
            seen.warnings = list(dict.fromkeys(str(warning.message) for warning in shown))


def _gradient(seen: Observation, outer: tf.GradientTape | None):
    gradient = tf.GradientTape.gradient
    differentiating = []

    def watched(tape, target, sources, *args, **kwargs):
        if differentiating:  # a backward pass that opens tapes of its own: `py_function`
            return gradient(tape, target, sources, *args, **kwargs)
        seen.targets.append(target)
        seen.sources.extend(variables_of(tf.nest.flatten(sources)))
        seen.read.extend(tape.watched_variables())
        differentiating.append(tape)
        try:
            with nullcontext() if outer is None else outer.stop_recording():
                return gradient(tape, target, sources, *args, **kwargs)
        finally:
            differentiating.pop()

    return patch.object(tf.GradientTape, "gradient", watched)


def _optimizers(seen: Observation):
    """Patches of the optimizers' `apply`, and of every way to assign a variable beside it."""
    apply = keras.optimizers.Optimizer.apply
    applying = []

    def watched_apply(optimizer, gradients, trainable_variables=None):
        gradients = list(gradients)
        updated = trainable_variables
        if updated is None:
            updated = optimizer._trainable_variables
        for received, variable in zip(gradients, updated, strict=False):
            seen.received.append((received, tf_variable(variable), optimizer))
        applying.append(optimizer)
        try:
            return apply(optimizer, gradients, trainable_variables)
        finally:
            applying.pop()

    def watched_assign(assign):
        def watched(variable, *args, **kwargs):
            if not applying:
                seen.assigned.append(variable)
            return assign(variable, *args, **kwargs)

        return watched

    yield patch.object(keras.optimizers.Optimizer, "apply", watched_apply)
    for name in ("assign", "assign_add", "assign_sub"):
        yield patch.object(VARIABLE, name, watched_assign(getattr(VARIABLE, name)))
