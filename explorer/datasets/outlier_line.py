"""A straight line on which every tenth point is far off."""

import numpy as np

from explorer.datasets import synthetic_curve

OUTLIERS = 0.1
"""Share of gross outliers."""

DATASET = synthetic_curve(
    key="outlier_line",
    title="Line with outliers",
    summary="y = x / 2 plus normal noise with σ = 0.1; one point in ten is thrown far upwards.",
    samples=320,
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=(samples, 1))
    y = x / 2 + rng.normal(scale=0.1, size=x.shape)
    thrown = rng.choice(samples, size=round(OUTLIERS * samples), replace=False)
    y[thrown] += rng.uniform(2, 6, size=(len(thrown), 1))
    return x.astype(np.float32), y.astype(np.float32)
