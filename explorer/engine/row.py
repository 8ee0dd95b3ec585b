"""One row of telemetry: its columns, and the row of a step that was watched."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from explorer.engine.inventory import inventory
from explorer.engine.probe import Observation, tf_variable, variables_of


def row_of(seen: Observation) -> list:
    """The row of a step just watched, in the order of `columns_of`; NaN for what is not there."""
    parameters = [item.parameter for item in seen.held.values()]
    weights = seen.gradients_except(variables_of(parameters))
    row = [seen.loss, tf.linalg.global_norm(weights) if weights else None]
    for name, parameter in zip(seen.held, parameters, strict=True):
        variable = tf_variable(parameter)
        row += [
            seen.available.get(name),
            seen.delivered(variable),
            parameter if variable is None else variable.read_value(),
        ]
    return [np.nan if value is None else value for value in row]


def value_of(parameter) -> float:
    """The number that a parameter is or holds: a variable, a tensor or a plain number."""
    variable = tf_variable(parameter)
    return float(parameter if variable is None else variable.numpy())


def parameter_names(loss: str) -> tuple[str, ...]:
    """The names of a loss's parameters, in order."""
    return tuple(parameter.name for parameter in inventory().catalogue.loss(loss).parameters)


def columns_of(parameters: Sequence[str]) -> tuple[str, ...]:
    """The telemetry columns of a loss with these parameters."""
    each = ("grad_available", "grad_delivered", "value")
    return ("loss", "grad_norm", *(f"{name}.{column}" for name in parameters for column in each))
