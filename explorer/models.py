"""The small networks: tanh MLPs, and with no hidden layer linear models."""

import keras
import numpy as np
from keras import ops


def make_network(returns, inputs, outputs, width, depth):
    """The network that a task trains: `[batch, inputs]` to `[batch, outputs]`.

    Its outputs are one column for each target of a regression or of several tasks at once, one
    logit for each class, or, where it returns "value and slope" of time alone, u and du/dt.
    """
    sloped = returns == "value and slope"
    layers = [ValueAndSlope(width, depth)] if sloped else mlp(outputs, width, depth)
    return keras.Sequential([keras.Input((inputs,)), *layers], name="network")


def mlp(outputs, width, depth):
    """The layers of a tanh MLP: `depth` hidden ones of `width` units, and linear outputs."""
    hidden = [keras.layers.Dense(width, activation="tanh") for _ in range(depth)]
    return [*hidden, keras.layers.Dense(outputs)]


@keras.saving.register_keras_serializable("explorer")
class ValueAndSlope(keras.layers.Layer):
    """u(t), an MLP of one input, and its exact du/dt: `[batch, 1]` to `[batch, 2]`.

    The slope goes forward through the layers along with the value, by the chain rule: a linear
    map acts on it without the bias, and tanh has the derivative 1 - tanh^2. So du/dt is exact,
    not a free second output, and needs no tape inside the train step's own.
    """

    def __init__(self, width, depth, **options):
        super().__init__(**options)
        self.layers = mlp(1, width, depth)

    def build(self, shape):
        for layer in self.layers:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)

    def call(self, t):
        *hidden, last = self.layers
        u, du = t, ops.ones_like(t)
        for layer in hidden:
            u = layer(u)
            du = ops.matmul(du, layer.kernel) * (1 - ops.square(u))
        return ops.concatenate([last(u), ops.matmul(du, last.kernel)], axis=-1)


def initialise(layers, seed):
    """Set the Glorot-uniform kernels of `seed` in dense layers; their biases begin at zero."""
    for index, layer in enumerate(layers):
        drawn = int(np.random.SeedSequence([seed, index]).generate_state(1)[0] >> 1)
        layer.kernel.assign(keras.initializers.GlorotUniform(drawn)(layer.kernel.shape))


def dense_layers(network):
    """The dense layers of a network, from input to output."""
    for layer in network.layers:
        yield from layer.layers if isinstance(layer, ValueAndSlope) else [layer]
