"""A parabola with Student-t noise: most points close, a few very far."""

import numpy as np

from explorer.records.catalogue import Dataset, Truth

NU, SCALE = 3.0, 0.2
"""Degrees of freedom and scale of the noise."""

DATASET = Dataset(
    key="heavy_tails",
    title="Parabola with heavy tails",
    summary=(
        "y = x² / 2 − 1 plus Student-t noise with ν = 3, σ = 0.2. Far points are part of the noise "
        "here, and a learned ν finds how heavy its tails are."
    ),
    task="regression",
    samples=640,
    inputs=1,
    x_title="x",
    y_title="y",
    source="Synthetic, drawn from the seed",
    truths=(
        Truth("tail_nu", "ν", NU, "the noise put into the data has"),
        Truth("tail_scale", "σ", SCALE, "the noise put into the data has"),
    ),
)


def load(seed):
    """Points x, y as float32 `[640, 1]` each, y without unit."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x, y, float32 `[samples, 1]` each."""
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = x**2 / 2 - 1 + SCALE * rng.standard_t(NU, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
