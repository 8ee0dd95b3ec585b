"""Breast tumours, measured under the microscope, from scikit-learn."""

from sklearn.datasets import load_breast_cancer

from explorer.datasets.columns import one_hot, standardised
from explorer.records.catalogue import Dataset

DATASET = Dataset(
    key="breast_cancer",
    title="Breast cancer, Wisconsin",
    summary=(
        "Malignant or benign, from 30 measures of the cell nuclei of 569 tumours. A real two-class "
        "problem, 212 to 357, with a few hard cases."
    ),
    task="classification",
    samples=569,
    inputs=30,
    outputs=2,
    names=("malignant", "benign"),
    x_title="30 standardised measures",
    y_title="diagnosis",
    source=("Street, Wolberg & Mangasarian 1993, through scikit-learn; UCI repository, CC BY 4.0"),
)


def load(seed):
    """Points x `[569, 30]` with mean 0 and sd 1, y one-hot `[569, 2]`, float32."""
    x, label = load_breast_cancer(return_X_y=True)
    return standardised(x), one_hot(label, DATASET.outputs)
