"""A ring around a ring."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot

RADII = (0.7, 1.5)
NOISE = 0.15

DATASET = synthetic_classes(
    key="circles",
    title="Ring in a ring",
    summary=(
        "An inner and an outer ring with a little noise. The boundary has to close around the "
        "inner one."
    ),
    samples=400,
    names=("inner", "outer"),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    angle = rng.uniform(0, 2 * np.pi, size=samples)
    radius = np.take(RADII, label) + rng.normal(scale=NOISE, size=samples)
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x.astype(np.float32), one_hot(label, 2)
