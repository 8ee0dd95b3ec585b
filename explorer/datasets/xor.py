"""Four clouds, opposite ones of the same class."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot

SPREAD = 0.4
"""Standard deviation of each cloud; the clouds lie at (±1, ±1)."""

DATASET = synthetic_classes(
    key="xor",
    title="XOR, four clouds",
    summary=(
        "Opposite clouds share a class. Neither input alone predicts it, and a network without "
        "hidden layers fails."
    ),
    samples=400,
    names=("same sign", "other sign"),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32.

    The class is that of the cloud; noise carries a few points across an axis.
    """
    rng = np.random.default_rng(seed)
    cloud = np.arange(samples) % 4
    right, top = cloud % 2, cloud // 2
    centre = 2 * np.column_stack([right, top]) - 1
    x = centre + rng.normal(scale=SPREAD, size=(samples, 2))
    return x.astype(np.float32), one_hot(right ^ top, 2)
