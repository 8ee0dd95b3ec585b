"""Two clouds, some points of which carry the label of the other."""

import numpy as np

from explorer.datasets import synthetic_classes
from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Truth

WRONG = 0.15
"""Exact share of flipped labels."""
SPREAD = 0.6
"""Standard deviation of each cloud; they lie at (±1.2, ±0.6)."""

DATASET = synthetic_classes(
    key="wrong_labels",
    title="Clouds with wrong labels",
    summary=(
        "Two clouds well apart; 15 % of the points carry the label of the other cloud. A loss that "
        "trusts every label bends to them; one that allows for mistakes need not."
    ),
    samples=400,
    names=("left", "right"),
    truths=(Truth("wrong_labels", "ε", WRONG, "the share of flipped labels is"),),
)


def load(seed, samples=DATASET.samples):
    """Points x `[samples, 2]` without unit, y one-hot `[samples, 2]`, float32."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    x = np.outer(2 * label - 1, (1.2, 0.6)) + rng.normal(scale=SPREAD, size=(samples, 2))
    flipped = rng.choice(samples, size=round(WRONG * samples), replace=False)
    label[flipped] = 1 - label[flipped]
    return x.astype(np.float32), one_hot(label, 2)
