"""The diabetes study of Efron and others, from scikit-learn."""

import numpy as np
from sklearn.datasets import load_diabetes

from explorer.catalogue import Dataset

DATASET = Dataset(
    key="diabetes",
    title="Diabetes",
    summary="Disease progression after a year from ten baseline measures of 442 patients.",
    task="regression",
    samples=442,
    inputs=10,
    x_title="10 standardised measures",
    y_title="progression",
    source="Efron, Hastie, Johnstone & Tibshirani 2004, through scikit-learn",
)


def load(seed):
    """Points x `[442, 10]`, y `[442, 1]` as float32, each column with mean 0 and sd 1.

    The seed changes nothing here; it decides the split.
    """
    x, y = load_diabetes(return_X_y=True)
    return standardised(x), standardised(y[:, None])


def standardised(values):
    """Columns shifted to mean 0 and scaled to standard deviation 1, as float32."""
    return ((values - values.mean(axis=0)) / values.std(axis=0)).astype(np.float32)
