"""What the steps of a run change, by name where a program of another wiring has the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tensorflow as tf

from explorer.engine.probe import is_among, tf_variable, variables_of
from explorer.engine.setup import Setup


@dataclass(frozen=True)
class State:
    """The values of all variables of a run.

    Attributes:
        weights: those of the network, in its order, without loss parameters attached to it.
        parameters: those of the loss, by name.
        rest: all else, in the order of its own program: optimizers' slots and counters, metrics.
    """

    weights: list[tf.Tensor]
    parameters: dict[str, tf.Tensor]
    rest: list[tf.Tensor]


class Variables:
    """The variables of a setup. Reads and writes them all at once.

    The raw operations take a quarter of the time of `numpy()` and `assign()`, and runs that share
    a program swap their states at every turn.

    Args:
        setup: holds the network and the loss.
        used: every variable that its step uses, which a graph knows.
    """

    def __init__(self, setup: Setup, used: Iterable[tf.Variable] = ()):
        parameters = {name: tf_variable(item) for name, item in setup.parameters.items()}
        parameters = {name: found for name, found in parameters.items() if found is not None}
        self._names = tuple(parameters)
        held = list(parameters.values())
        weights = [v for v in variables_of(setup.network.weights) if not is_among(v, held)]
        named = [*weights, *held]
        rest = [v for v in used if not is_among(v, named)]
        self._weights, self._named = len(weights), len(named)
        self._places = [(variable.handle, variable.dtype) for variable in (*named, *rest)]

    def save(self) -> State:
        """Their values."""
        values = [
            tf.raw_ops.ReadVariableOp(resource=handle, dtype=dtype)
            for handle, dtype in self._places
        ]
        parameters = values[self._weights : self._named]
        return State(
            weights=values[: self._weights],
            parameters=dict(zip(self._names, parameters, strict=True)),
            rest=values[self._named :],
        )

    def load(self, state: State) -> None:
        """Put back what `save` returned."""
        self._write((*state.weights, *state.parameters.values(), *state.rest))

    def take_over(self, state: State) -> None:
        """Go on with the weights and loss parameters of another setup; leave the rest.

        A wiring may hold a parameter in another dtype; its value is converted.
        """
        own = self.save().parameters
        values = (*state.weights, *(state.parameters.get(name, own[name]) for name in own))
        self._write(
            [tf.cast(value, dtype) for (_, dtype), value in zip(self._places, values, strict=False)]
        )

    def _write(self, values: Sequence[tf.Tensor]) -> None:
        for (handle, _), value in zip(self._places, values, strict=False):
            tf.raw_ops.AssignVariableOp(resource=handle, value=value)
