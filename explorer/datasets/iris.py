"""Anderson's irises, measured flower by flower, from scikit-learn."""

from sklearn.datasets import load_iris

from explorer.datasets.columns import one_hot, standardised
from explorer.records.catalogue import Dataset

DATASET = Dataset(
    key="iris",
    title="Iris",
    summary=(
        "Three species of iris from length and width of sepal and petal, 50 flowers each. One "
        "species stands apart, the other two touch."
    ),
    task="classification",
    samples=150,
    inputs=4,
    outputs=3,
    names=("setosa", "versicolor", "virginica"),
    x_title="4 standardised lengths and widths",
    y_title="species",
    source="Fisher 1936, through scikit-learn; UCI repository, CC BY 4.0",
)


def load(seed):
    """Points x `[150, 4]` with mean 0 and sd 1, y one-hot `[150, 3]`, float32."""
    x, label = load_iris(return_X_y=True)
    return standardised(x), one_hot(label, DATASET.outputs)
