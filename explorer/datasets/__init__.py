"""Datasets: one file each, with its record in `DATASET` and its points from `load(seed)`.

Synthetic ones are drawn from the seed, and `load(seed, samples)` draws any number of points. In
measured ones the seed changes nothing; it decides the split.
"""

from functools import partial

from explorer.records.catalogue import Dataset

SYNTHETIC = "Synthetic, drawn from the seed"
synthetic_curve = partial(
    Dataset, task="regression", inputs=1, x_title="x", y_title="y", source=SYNTHETIC
)
"""The record of points around a curve, without units."""
synthetic_classes = partial(
    Dataset,
    task="classification",
    inputs=2,
    outputs=2,
    x_title="x₁, x₂",
    y_title="class",
    source=SYNTHETIC,
)
"""The record of two classes in a plane, without units."""
