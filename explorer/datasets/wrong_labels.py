"""Two clouds, some points of which carry the label of the other."""

import numpy as np

from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Dataset, Truth

WRONG = 0.15
"""Exact share of flipped labels."""
SPREAD = 0.6
"""Standard deviation of each cloud; they lie at (±1.2, ±0.6)."""

DATASET = Dataset(
    key="wrong_labels",
    title="Clouds with wrong labels",
    summary=(
        "Two clouds well apart; 15 % of the points carry the label of the other cloud. A loss that "
        "trusts every label bends to them; one that allows for mistakes need not."
    ),
    task="classification",
    samples=400,
    inputs=2,
    outputs=2,
    names=("left", "right"),
    x_title="x₁, x₂",
    y_title="class",
    source="Synthetic, drawn from the seed",
    truths=(Truth("wrong_labels", "ε", WRONG, "the share of flipped labels is"),),
)


def load(seed):
    """Points x `[400, 2]` without unit, y one-hot `[400, 2]`, float32."""
    return draw(np.random.default_rng(seed), DATASET.samples)


def draw(rng, samples):
    """That many points x `[samples, 2]`, y one-hot `[samples, 2]`, float32."""
    label = np.arange(samples) % 2
    x = np.outer(2 * label - 1, (1.2, 0.6)) + rng.normal(scale=SPREAD, size=(samples, 2))
    flipped = rng.choice(samples, size=round(WRONG * samples), replace=False)
    label[flipped] = 1 - label[flipped]
    return x.astype(np.float32), one_hot(label, 2)
