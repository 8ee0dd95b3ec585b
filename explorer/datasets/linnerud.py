"""Exercise and body measures of twenty men, from scikit-learn."""

from sklearn.datasets import load_linnerud

from explorer.datasets.columns import standardised
from explorer.records.catalogue import Dataset

TARGETS = [1, 2]
"""Columns waist and pulse. Weight, column 0, is nearly the same as waist (r = 0.87)."""

DATASET = Dataset(
    key="linnerud",
    title="Linnerud, waist and pulse",
    summary=(
        "Waist and pulse of 20 men, in standard deviations (sd), from the chin-ups, sit-ups and "
        "jumps they managed. So few that a network memorises them; pulse can hardly be predicted "
        "at all."
    ),
    task="multi-task",
    samples=20,
    inputs=3,
    outputs=2,
    names=("waist", "pulse"),
    x_title="3 standardised exercise counts",
    y_title="waist and pulse in sd",
    source=(
        "A. C. Linnerud, in Tenenhaus 1998, through scikit-learn (BSD-3-Clause), which names no "
        "licence for the data"
    ),
)


def load(seed):
    """Points x `[20, 3]`, y `[20, 2]` as float32, each column with mean 0 and sd 1."""
    x, y = load_linnerud(return_X_y=True)
    return standardised(x), standardised(y[:, TARGETS])
