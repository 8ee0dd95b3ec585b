"""Four clouds, opposite ones of the same class."""

import numpy as np

from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Dataset

SPREAD = 0.4
"""Standard deviation of each cloud; the clouds lie at (±1, ±1)."""

DATASET = Dataset(
    key="xor",
    title="XOR, four clouds",
    summary=(
        "Opposite clouds share a class. Neither input alone predicts it, and a network without "
        "hidden layers fails."
    ),
    task="classification",
    samples=400,
    inputs=2,
    outputs=2,
    names=("same sign", "other sign"),
    x_title="x₁, x₂",
    y_title="class",
    source="Synthetic, drawn from the seed",
)


def load(seed):
    """Points x `[400, 2]` without unit, y one-hot `[400, 2]`, float32."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x `[samples, 2]`, y one-hot `[samples, 2]`, float32.

    The class is that of the cloud; noise carries a few points across an axis.
    """
    cloud = np.arange(samples) % 4
    right, top = cloud % 2, cloud // 2
    centre = 2 * np.column_stack([right, top]) - 1
    x = centre + rng.normal(scale=SPREAD, size=(samples, 2))
    return x.astype(np.float32), one_hot(right ^ top, 2)
