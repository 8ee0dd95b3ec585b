"""A staircase: constant pieces that a smooth network can only round off."""

import numpy as np

from explorer.datasets import synthetic_curve
from explorer.records.catalogue import Truth

EDGES = (-1.2, -0.2, 1.0)
"""Where y jumps."""
LEVELS = (-0.8, 0.6, -0.2, 1.0)
"""The value of y left of, between and right of the edges."""
NOISE = 0.1

DATASET = synthetic_curve(
    key="step",
    title="Steps",
    summary=(
        "Four constant levels plus normal noise with σ = 0.1. A smooth network rounds the corners, "
        "and a learned σ takes that misfit for noise."
    ),
    samples=320,
    truths=(Truth("noise_sd", "σ", NOISE, "the noise put into the data has"),),
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = np.take(LEVELS, np.digitize(x, EDGES)) + rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
