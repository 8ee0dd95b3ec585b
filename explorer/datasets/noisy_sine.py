"""A sine with normal noise of known size."""

import numpy as np

from explorer.records.catalogue import Dataset, Truth

NOISE = 0.3

DATASET = Dataset(
    key="noisy_sine",
    title="Noisy sine",
    summary="y = sin x plus normal noise with σ = 0.3.",
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
    x = rng.uniform(-np.pi, np.pi, size=(samples, 1))
    y = np.sin(x) + rng.normal(scale=NOISE, size=x.shape)
    return x.astype(np.float32), y.astype(np.float32)
