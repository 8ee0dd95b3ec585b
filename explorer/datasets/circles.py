"""A ring around a ring."""

import numpy as np

from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Dataset

RADII = (0.7, 1.5)
NOISE = 0.15

DATASET = Dataset(
    key="circles",
    title="Ring in a ring",
    summary=(
        "An inner and an outer ring with a little noise. The boundary has to close around the "
        "inner one."
    ),
    task="classification",
    samples=400,
    inputs=2,
    outputs=2,
    names=("inner", "outer"),
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
    angle = rng.uniform(0, 2 * np.pi, size=samples)
    radius = np.take(RADII, label) + rng.normal(scale=NOISE, size=samples)
    x = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return x.astype(np.float32), one_hot(label, 2)
