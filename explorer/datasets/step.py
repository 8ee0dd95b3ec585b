"""A staircase: constant pieces that a smooth network can only round off."""

import numpy as np

from explorer.records.catalogue import Dataset, Truth

EDGES = (-1.2, -0.2, 1.0)
"""Where y jumps."""
LEVELS = (-0.8, 0.6, -0.2, 1.0)
"""The value of y left of, between and right of the edges."""
NOISE = 0.1

DATASET = Dataset(
    key="step",
    title="Steps",
    summary=(
        "Four constant levels plus normal noise with σ = 0.1. A smooth network rounds the corners, "
        "and a learned σ takes that misfit for noise."
    ),
    task="regression",
    samples=320,
    inputs=1,
    x_title="x",
    y_title="y",
    source="Synthetic, drawn from the seed",
    truths=(Truth("noise_sd", "σ", NOISE, "the noise put into the data has"),),
)


def load(seed):
    """Points x, y as float32 `[320, 1]` each, y without unit."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x, y, float32 `[samples, 1]` each."""
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = np.take(LEVELS, np.digitize(x, EDGES)) + rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
