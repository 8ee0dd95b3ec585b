"""A straight line with noise that reaches further up than down."""

import numpy as np

from explorer.datasets import synthetic_curve
from explorer.records.catalogue import Truth

TAU, SCALE = 0.2, 0.1
"""τ and σ of the asymmetric Laplace noise; the share τ of the noise lies below 0."""

DATASET = synthetic_curve(
    key="skewed_noise",
    title="Line with skewed noise",
    summary=(
        "y = x / 2 plus asymmetric Laplace noise, one fifth of it below the line and four fifths "
        "above. Shows that a learned τ is the skewness of the noise."
    ),
    samples=640,
    truths=(
        Truth("skew_tau", "τ", TAU, "the noise put into the data has"),
        Truth("skew_scale", "σ", SCALE, "the noise put into the data has"),
    ),
)


def load(seed, samples=DATASET.samples):
    """Points x, y as float32 `[samples, 1]` each, y without unit.

    The noise has the density τ (1 - τ) / σ · exp(-ρ_τ(r) / σ) with the pinball loss ρ_τ:
    the difference of two exponential draws, of mean σ / τ upwards and σ / (1 - τ) downwards.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, size=(samples, 1))
    up = rng.exponential(SCALE / TAU, size=x.shape)
    down = rng.exponential(SCALE / (1 - TAU), size=x.shape)
    y = x / 2 + up - down
    return x.astype(np.float32), y.astype(np.float32)
