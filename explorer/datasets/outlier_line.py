"""A straight line on which every tenth point is far off."""

import numpy as np

from explorer.records.catalogue import Dataset

OUTLIERS = 0.1
"""Share of gross outliers."""

DATASET = Dataset(
    key="outlier_line",
    title="Line with outliers",
    summary="y = x / 2 plus normal noise with σ = 0.1; one point in ten is thrown far upwards.",
    task="regression",
    samples=320,
    inputs=1,
    x_title="x",
    y_title="y",
    source="Synthetic, drawn from the seed",
)


def load(seed):
    """Points x, y as float32 `[320, 1]` each, y without unit."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x, y, float32 `[samples, 1]` each."""
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = x / 2 + rng.normal(scale=0.1, size=x.shape)
    thrown = rng.choice(samples, size=round(OUTLIERS * samples), replace=False)
    y[thrown] += rng.uniform(2, 6, size=(len(thrown), 1))
    return x.astype(np.float32), y.astype(np.float32)
