"""The one train/validation split."""

import numpy as np

from explorer.records.catalogue import VALIDATION


def split(x, y, seed):
    """Shuffle and hold out a fifth.

    Returns:
        `(x_train, y_train), (x_validation, y_validation)`, float32, C-ordered.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    held_out = round(VALIDATION * len(x))
    train, validation = order[held_out:], order[:held_out]
    return (x[train], y[train]), (x[validation], y[validation])
