"""The optimizers to choose from, as Keras makes them."""

import keras

MAKERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate),
    "adamw": lambda rate: keras.optimizers.AdamW(rate),
    "rmsprop": lambda rate: keras.optimizers.RMSprop(rate),
}


def make(key, learning_rate):
    """A new optimizer, not built: the wiring decides which variables it is built on."""
    return MAKERS[key](learning_rate)
