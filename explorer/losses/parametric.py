"""The base of every loss here: a Keras loss whose parameters can be trained."""

import keras


class ParametricLoss(keras.losses.Loss):
    """A `keras.losses.Loss` with trainable parameters and two seams.

    The seams let a wiring put a fault inside the loss as real code, so that the engine need
    not simulate one:

    - `add_parameter(name, initial)` makes a parameter; by default a `keras.Variable`.
    - `read(parameter)` is what the formula sees; by default the parameter itself.

    Each parameter is an attribute under its name. Keras tracks none of them: a `Loss`
    tracks nothing. Nor does its configuration hold them, so a copy or a loaded loss
    starts again at the first value.
    """

    def __init__(self, add_parameter=None, read=None, **config):
        super().__init__(**config)
        self._add_parameter = add_parameter or keras_variable
        self._read = read or as_it_is
        self._parameter_names = []

    def add_parameter(self, name, initial):
        """Make the parameter `name`, a scalar starting at `initial`."""
        self._parameter_names.append(name)
        setattr(self, name, self._add_parameter(name, initial))

    def read(self, parameter):
        """What the formula sees of `parameter`, as a tensor."""
        return keras.ops.convert_to_tensor(self._read(parameter))

    @property
    def reads_as_is(self):
        """Whether the formula sees the parameters themselves."""
        return self._read is as_it_is

    def read_all(self):
        """What the formula sees of all parameters, in order, as one vector."""
        # tf.stack refuses a keras.Variable, which counts as a tensor elsewhere.
        return keras.ops.stack(
            [keras.ops.reshape(self.read(parameter), ()) for parameter in self.parameters.values()]
        )

    def at(self, values):
        """This loss with other values, `{name: tensor}`, in place of its parameters."""
        # `copy.copy` would go through Keras's serialization and make new variables.
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        for name, value in values.items():
            setattr(other, name, value)
        return other

    @property
    def parameters(self):
        """What the loss holds now under each parameter's name, in order."""
        return {name: getattr(self, name) for name in self._parameter_names}

    def optimum(self, y_true, y_pred):
        """The optimal values of the parameters for these predictions, held fixed.

        Those that minimise the mean loss; for a multiplier, the value that balances it.

        Args:
            y_true, y_pred: NumPy float64 in the shapes that `call` takes.

        Returns:
            `{name: value}`, the value as the optimizer sees it, infinite where it only approaches
            its bound; empty where there is none.
        """
        return {}


def keras_variable(name, initial):
    """The default parameter: a trainable scalar `keras.Variable`."""
    return keras.Variable(initial, name=name)


def as_it_is(parameter):
    """The default reading: the formula sees the parameter."""
    return parameter
