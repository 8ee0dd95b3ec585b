"""Two overlapping clouds, one with ten times the points of the other."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot

RARE_EVERY = 11
"""One point in this many is of the rare class: ten to one."""
CENTRES = ((-0.5, -0.4), (1.0, 0.8))
SPREAD = (0.8, 0.5)
"""Standard deviation of each cloud."""

DATASET = synthetic_classes(
    key="imbalanced_blobs",
    title="Imbalanced clouds, 10 to 1",
    summary=(
        "A common and a rare class that overlap. Calling every point common is right ten times in "
        "eleven, so this shows how a loss treats the rare ones."
    ),
    samples=660,
    names=("common", "rare"),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32."""
    rng = np.random.default_rng(seed)
    label = (np.arange(samples) % RARE_EVERY == 0).astype(int)
    spread = np.take(SPREAD, label)[:, None]
    x = np.take(CENTRES, label, axis=0) + spread * rng.normal(size=(samples, 2))
    return x.astype(np.float32), one_hot(label, 2)
