"""A sine with normal noise of known size."""

import numpy as np

from explorer.datasets import synthetic_curve
from explorer.records.catalogue import Truth

NOISE = 0.3

DATASET = synthetic_curve(
    key="noisy_sine",
    title="Noisy sine",
    summary="y = sin x plus normal noise with σ = 0.3.",
    samples=320,
    truths=(Truth("noise_sd", "σ", NOISE, "the noise put into the data has"),),
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-np.pi, np.pi, size=(samples, 1))
    y = np.sin(x) + rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
