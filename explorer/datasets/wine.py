"""Wines of three growers, analysed, from scikit-learn."""

from sklearn.datasets import load_wine

from explorer.datasets.columns import one_hot, standardised
from explorer.records.catalogue import Dataset

DATASET = Dataset(
    key="wine",
    title="Wine",
    summary=(
        "Which of three growers a wine comes from, given 13 chemical measures of 178 wines. A "
        "small network gets nearly all of them right."
    ),
    task="classification",
    samples=178,
    inputs=13,
    outputs=3,
    names=("grower 1", "grower 2", "grower 3"),
    x_title="13 standardised measures",
    y_title="grower",
    source="Forina and others 1988, through scikit-learn; UCI repository, CC BY 4.0",
)


def load(seed):
    """Points x `[178, 13]` with mean 0 and sd 1, y one-hot `[178, 3]`, float32."""
    x, label = load_wine(return_X_y=True)
    return standardised(x), one_hot(label, DATASET.outputs)
