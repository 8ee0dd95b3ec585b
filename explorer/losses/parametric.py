"""The base of every loss here: a Keras loss whose parameters can be trained."""

import keras


class ParametricLoss(keras.losses.Loss):
    """A `keras.losses.Loss` with trainable parameters and two seams.

    The seams are where faults inside a loss live, so that a wiring can put one
    there as real code instead of the engine pretending:

    - `add_parameter(name, initial)` makes a parameter; by default a `keras.Variable`.
    - `read(parameter)` is what the formula sees; by default the parameter itself.

    `parameters` maps each name to what `add_parameter` made, in order. Keras tracks
    neither this dict nor the variables in it: a `Loss` tracks nothing (A02).
    """

    def __init__(self, name, add_parameter=None, read=None):
        super().__init__(name=name)
        self._add_parameter = add_parameter or keras_variable
        self.read = read or as_it_is
        self.parameters = {}

    def add_parameter(self, name, initial):
        """Make the parameter `name`, a scalar starting at `initial`."""
        self.parameters[name] = self._add_parameter(name, initial)
        return self.parameters[name]


def keras_variable(name, initial):
    """The default parameter: a trainable scalar `keras.Variable`."""
    return keras.Variable(initial, name=name)


def as_it_is(parameter):
    """The default reading: the formula sees the parameter."""
    return parameter
