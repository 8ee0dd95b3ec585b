"""Two interlocking half-circles."""

import numpy as np

from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Dataset

NOISE = 0.15

DATASET = Dataset(
    key="moons",
    title="Two moons",
    summary=(
        "Two half-circles that reach into each other, with a little noise. No straight line "
        "separates them; a small network does."
    ),
    task="classification",
    samples=400,
    inputs=2,
    outputs=2,
    names=("upper", "lower"),
    x_title="x₁, x₂",
    y_title="class",
    source="Synthetic, drawn from the seed",
)


def load(seed):
    """Points x `[400, 2]` without unit, y one-hot `[400, 2]`, float32."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x `[samples, 2]`, y one-hot `[samples, 2]`, float32."""
    label = np.arange(samples) % 2
    angle = rng.uniform(0, np.pi, size=samples) + np.pi * label
    # The lower half-circle has its centre one radius to the right and half a radius up.
    centre = np.outer(label - 0.5, (1.0, 0.5))
    x = centre + np.column_stack([np.cos(angle), np.sin(angle)])
    x += rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), one_hot(label, 2)
