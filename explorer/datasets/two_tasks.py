"""One input, two targets: one task with ten times the noise of the other."""

import numpy as np

from explorer.datasets import SYNTHETIC
from explorer.records.catalogue import Dataset, Truth

NOISE = (10.0, 1.0)
"""Standard deviation of the noise of each task."""
HEIGHT = (20.0, 5.0)
"""Amplitude of each curve."""

DATASET = Dataset(
    key="two_tasks",
    title="Two tasks, σ 10 and 1",
    summary=(
        "A sine with noise σ₁ = 10 and a cosine with noise σ₂ = 1. In a plain sum of "
        "squares the noise of the loud task is 99 % of what is left; learned weights even it out."
    ),
    task="multi-task",
    samples=480,
    inputs=1,
    outputs=2,
    names=("loud", "quiet"),
    x_title="x",
    y_title="y",
    source=SYNTHETIC,
    truths=(
        Truth("noise_sd_0", "σ₁", NOISE[0], "the noise put into the first task has"),
        Truth("noise_sd_1", "σ₂", NOISE[1], "the noise put into the second task has"),
    ),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 1]` and y `[samples, 2]` as float32, y without unit."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-np.pi, np.pi, size=(samples, 1))
    y = HEIGHT * np.hstack([np.sin(x), np.cos(x)]) + rng.normal(scale=NOISE, size=(samples, 2))
    return x.astype(np.float32), y.astype(np.float32)
