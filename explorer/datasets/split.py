"""The one train/validation split, and the order of the batches."""

import numpy as np

from explorer.records.catalogue import VALIDATION


def split(x, y, seed):
    """Shuffle and hold out a fifth: `(x_train, y_train), (x_validation, y_validation)`."""
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    held_out = round(VALIDATION * len(x))
    train, validation = order[held_out:], order[:held_out]
    return (x[train], y[train]), (x[validation], y[validation])


def batches(samples, batch_size, seed):
    """Indices of batches, int32 `[batch_size]`, without end; each epoch is filled to whole ones."""
    filled = np.arange(samples + -samples % batch_size).reshape(-1, batch_size) % samples
    rng = np.random.default_rng([seed, 2])
    while True:
        yield from rng.permutation(samples).astype(np.int32)[filled]
