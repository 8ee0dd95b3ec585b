"""The small networks: MLPs, and with no hidden layer a linear model."""

import keras
import numpy as np


def mlp(inputs, width, depth):
    """A tanh MLP `[batch, inputs] -> [batch, 1]` with `depth` hidden layers of `width` units."""
    hidden = [keras.layers.Dense(width, activation="tanh") for _ in range(depth)]
    return keras.Sequential(
        [keras.Input((inputs,)), *hidden, keras.layers.Dense(1)], name="network"
    )


def initialise(network, seed):
    """Give `network` the Glorot-uniform weights and zero biases that belong to `seed`."""
    for index, layer in enumerate(network.layers):
        drawn = int(np.random.SeedSequence([seed, index]).generate_state(1)[0] >> 1)
        glorot = keras.initializers.GlorotUniform(seed=drawn)
        layer.kernel.assign(glorot(layer.kernel.shape))
        layer.bias.assign(keras.ops.zeros(layer.bias.shape))
