"""A parabola with Student-t noise: most points close, a few very far."""

import numpy as np

from explorer.datasets import synthetic_curve
from explorer.records.catalogue import Truth

NU, SCALE = 3.0, 0.2
"""Degrees of freedom and scale of the noise."""

DATASET = synthetic_curve(
    key="heavy_tails",
    title="Parabola with heavy tails",
    summary=(
        "y = x² / 2 − 1 plus Student-t noise with ν = 3, σ = 0.2. Far points are part of the noise "
        "here, and a learned ν finds how heavy its tails are."
    ),
    samples=640,
    truths=(
        Truth("tail_nu", "ν", NU, "the noise put into the data has"),
        Truth("tail_scale", "σ", SCALE, "the noise put into the data has"),
    ),
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = x**2 / 2 - 1 + SCALE * rng.standard_t(NU, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
