"""Handwritten digits of 8 × 8 pixels, from scikit-learn."""

import numpy as np
from sklearn.datasets import load_digits

from explorer.datasets.columns import one_hot
from explorer.records.catalogue import Dataset

FULL = 16
"""The value of a pixel full of ink."""

DATASET = Dataset(
    key="digits",
    title="Handwritten digits",
    summary=(
        "Ten digits from 8 × 8 pixels, 1,797 images. The most classes here, about 180 images each."
    ),
    task="classification",
    samples=1797,
    inputs=64,
    outputs=10,
    names=tuple("0123456789"),
    x_title="64 pixels, ink from 0 to 1",
    y_title="digit",
    image=(8, 8),
    source="Alpaydin & Kaynak 1998, through scikit-learn; UCI repository, CC BY 4.0",
)


def load(seed):
    """Ink x `[1797, 64]` in 0 ... 1, y one-hot `[1797, 10]`, float32.

    Pixels are only scaled, not standardised: some at the rim are 0 in every image.
    """
    x, label = load_digits(return_X_y=True)
    return (x / FULL).astype(np.float32), one_hot(label, DATASET.outputs)
