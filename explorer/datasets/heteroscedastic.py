"""A sine with normal noise that grows from left to right."""

import numpy as np

from explorer.datasets import synthetic_curve

LEAST, MOST = 0.05, 0.65
"""Standard deviation of the noise at the left and at the right end."""
REACH = np.pi
"""x lies in -REACH ... REACH."""

DATASET = synthetic_curve(
    key="heteroscedastic",
    title="Sine, noise grows with x",
    summary=(
        "y = sin x; the noise grows from σ = 0.05 on the left to 0.65 on the right. "
        "One σ for all is too wide on one side and too narrow on the other."
    ),
    samples=400,
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-REACH, REACH, size=(samples, 1))
    y = np.sin(x) + rng.normal(scale=noise_sd(x))
    return x.astype(np.float32), y.astype(np.float32)


def noise_sd(x):
    """Standard deviation of the noise at x: a straight line from `LEAST` to `MOST`."""
    return LEAST + (MOST - LEAST) * (x + REACH) / (2 * REACH)
