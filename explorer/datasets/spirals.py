"""Two spiral arms wound into each other."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot

TURNS = 1.5
REACH = 2.0
"""Radius at the outer end."""
NOISE = 0.07

DATASET = synthetic_classes(
    key="spirals",
    title="Two spirals",
    summary=(
        "Two arms of one and a half turns, wound into each other: the most curved boundary of the "
        "two-input problems."
    ),
    samples=480,
    names=("first arm", "second arm"),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    # The square root spreads the points evenly along the arm, which is longer further out.
    along = np.sqrt(rng.uniform(0.01, 1, size=samples))
    angle = 2 * np.pi * TURNS * along + np.pi * label
    x = (REACH * along)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    x += rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), one_hot(label, 2)
