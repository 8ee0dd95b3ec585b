"""The arrays a run works on, and its batches."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.datasets.split import split

GRID = 128
"""Points at which a one-dimensional fit is drawn."""


@dataclass(frozen=True)
class RunData:
    """float32 arrays: train and validation points, and the inputs that the fit is drawn at."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_view: np.ndarray

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """What a compiled program depends on."""
        return tuple(array.shape for array in vars(self).values())

    def view(self) -> dict:
        """What the fit chart needs once, before any prediction, as plain lists."""
        points = {
            "train": (self.x_train, self.y_train),
            "validation": (self.x_validation, self.y_validation),
        }
        if self.x_train.shape[1] > 1:
            targets = {name: {"y": y[:, 0].tolist()} for name, (_, y) in points.items()}
            return {"kind": "predicted_vs_true", **targets}
        both = {
            name: {"x": x[:, 0].tolist(), "y": y[:, 0].tolist()} for name, (x, y) in points.items()
        }
        return {"kind": "curve", "input": self.x_view[:, 0].tolist(), **both}


def prepare(load, seed: int) -> RunData:
    """Load, split, and choose where the fit is drawn: a grid, or with many inputs all points."""
    x, y = load(seed)
    (x_train, y_train), (x_validation, y_validation) = split(x, y, seed)
    if x.shape[1] == 1:
        x_view = np.linspace(x.min(), x.max(), GRID, dtype=np.float32)[:, None]
    else:
        x_view = np.concatenate([x_train, x_validation])
    return RunData(x_train, y_train, x_validation, y_validation, x_view)


def batches(samples: int, batch_size: int, seed: int) -> Iterator[np.ndarray]:
    """Indices of each batch, int32 `[batch_size]`, without end.

    An epoch is a new order of all samples in ceil(samples / batch_size) batches; the last
    one is filled up from the epoch's beginning, so that every step has the same shape.
    """
    steps = math.ceil(samples / batch_size)
    rng = np.random.default_rng([seed, 2])
    while True:
        yield from np.resize(rng.permutation(samples), (steps, batch_size)).astype(np.int32)
