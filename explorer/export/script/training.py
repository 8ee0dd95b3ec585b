"""How scripts train and report. They take what they use of it; nothing imports it."""

import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops

SEED, BATCH_SIZE = 0, 1
x_train = y_train = np.zeros((1, 1), np.float32)

made = {}  # the network, and the loss parameters by name, made last


def train(step, order, steps, page):
    """Do these steps; print and return the loss parameters where the page has them."""
    seen = {}
    for number, batch in zip(steps, order, strict=False):
        step((tf.constant(x_train[batch]), tf.constant(y_train[batch])))
        if number in page:
            seen[number] = [float(ops.convert_to_numpy(p)) for p in made["parameters"].values()]
            print(f"step {number:,}: {seen[number]}, on the page {page[number]}")
    return seen


def train_with_callbacks(step, callbacks, order, steps, page):
    """The same for a step with callbacks between its epochs."""
    seen = {}
    epoch = math.ceil(len(x_train) / BATCH_SIZE)
    for begun, number in enumerate(steps):
        if begun % epoch == 0:
            for callback in callbacks:
                callback.on_epoch_begin(begun // epoch)
        seen |= train(step, order, [number], page)
        if (begun + 1) % epoch == 0:
            for callback in callbacks:
                callback.on_epoch_end(begun // epoch)
    return seen


def report(seen, page):
    """Print where each loss parameter went, and whether it went there on the page."""
    same = all(np.allclose(seen[n], page[n], 1e-5, 1e-5, equal_nan=True) for n in page if n)
    for name, first, last in zip(made["parameters"], page[0], seen[max(seen)], strict=True):
        went = "stayed at" if abs(last - first) <= 1e-3 * max(1, abs(first)) else "went to"
        print(f"{name} {went} {last:.3f}: {'expected' if same else 'NOT as on the page'}")


def report_raised(error, expected):
    """Print what was raised, and whether the page shows the same."""
    name = type(error).__name__
    print(f"raised {name}: {'expected' if name == expected else f'NOT {expected}, as on the page'}")
    print(error)


def carried():
    """The weights and the loss parameters now; they outlive a new wiring."""
    parameters = made.get("parameters", {})
    weights = [layer.get_weights() for layer in made["network"].layers]
    return weights, {name: ops.convert_to_numpy(each) for name, each in parameters.items()}


def carry_on(weights, values):
    """Put them into the network and the loss made last."""
    for layer, of_layer in zip(made["network"].layers, weights, strict=True):
        layer.set_weights(of_layer)
    for name, parameter in made.get("parameters", {}).items():
        if isinstance(parameter, (keras.Variable, tf.Variable)):
            parameter.assign(tf.cast(values[name], parameter.dtype))


def set_parameter(name, value):
    """Set a loss parameter, if it is a variable; the page says where that is in vain."""
    parameter = made.get("parameters", {}).get(name)
    if isinstance(parameter, (keras.Variable, tf.Variable)):
        parameter.assign(tf.cast(value, parameter.dtype))
