"""Engel's households: what part of an income goes into food."""

import numpy as np

from explorer.datasets.columns import read_csv
from explorer.records.catalogue import Dataset

DATASET = Dataset(
    key="engel",
    title="Engel's food expenditure",
    summary=(
        "Income and food expenditure of 235 Belgian working-class households, in thousand Belgian "
        "francs a year. The spread grows with income: a classic of quantile regression."
    ),
    task="regression",
    samples=235,
    inputs=1,
    x_title="income, 1000 francs a year",
    y_title="food, 1000 francs a year",
    source="Engel 1857, as used by Koenker & Bassett 1982 (Econometrica 50, 43–61); public domain",
)


def load(seed):
    """Income and expenditure on food as float32 `[235, 1]` each, thousand francs a year."""
    thousands = (read_csv(__file__) / 1000).astype(np.float32)
    return thousands[:, :1], thousands[:, 1:]
