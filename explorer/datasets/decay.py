"""Exponential decay, measured with a little noise: u' = -k u with u(0) = 1."""

import numpy as np

from explorer.datasets import SYNTHETIC
from explorer.records.catalogue import Dataset, Truth

RATE = 0.7
"""Decay rate k, one over the unit of time."""
NOISE = 0.03
END = 5.0
"""The measurements lie in 0 ... END."""

DATASET = Dataset(
    key="decay",
    title="Exponential decay",
    summary=(
        "Measurements of u, which decays by u′ = −k u from u(0) = 1, with noise of σ = 0.03. "
        "The rate k = 0.7 is to be found together with the curve."
    ),
    task="physics",
    samples=128,
    inputs=1,
    x_title="time t, no unit",
    y_title="u, no unit",
    source=SYNTHETIC,
    truths=(
        Truth("rate", "k", RATE, "the decay put into the data has"),
        Truth("noise_sd", "σ", NOISE, "the noise put into the data has"),
    ),
)


def load(seed, samples=DATASET.samples):
    """Times and measured u as float32 `[samples, 1]` each, without units."""
    rng = np.random.default_rng(seed)
    t = rng.uniform(0, END, size=(samples, 1))
    u = np.exp(-RATE * t) + rng.normal(scale=NOISE, size=t.shape)
    return t.astype(np.float32), u.astype(np.float32)
