"""The diabetes study of Efron and others, from scikit-learn."""

from sklearn.datasets import load_diabetes

from explorer.datasets.columns import standardised
from explorer.records.catalogue import Dataset

DATASET = Dataset(
    key="diabetes",
    title="Diabetes",
    summary=(
        "Disease progression after a year, in standard deviations (sd), from ten baseline measures "
        "of 442 patients."
    ),
    task="regression",
    samples=442,
    inputs=10,
    x_title="10 standardised measures",
    y_title="progression/sd",
    source=(
        "Efron, Hastie, Johnstone & Tibshirani 2004, through scikit-learn (BSD-3-Clause), "
        "which names no licence for the data"
    ),
)


def load(seed):
    """Points x `[442, 10]`, y `[442, 1]` as float32, each column with mean 0 and sd 1."""
    x, y = load_diabetes(return_X_y=True)
    return standardised(x), standardised(y[:, None])
