"""Two interlocking half-circles."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot

NOISE = 0.15

DATASET = synthetic_classes(
    key="moons",
    title="Two moons",
    summary=(
        "Two half-circles that reach into each other, with a little noise. No straight line "
        "separates them; a small network does."
    ),
    samples=400,
    names=("upper", "lower"),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    angle = rng.uniform(0, np.pi, size=samples) + np.pi * label
    # The lower half-circle has its centre one radius to the right and half a radius up.
    centre = np.outer(label - 0.5, (1.0, 0.5))
    x = centre + np.column_stack([np.cos(angle), np.sin(angle)])
    x += rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), one_hot(label, 2)
