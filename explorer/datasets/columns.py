"""Columns as the trainer takes them: float32, at one scale, classes one-hot."""

from pathlib import Path

import numpy as np


def standardised(values):
    """Columns shifted to mean 0 and scaled to standard deviation 1, as float32."""
    return ((values - values.mean(axis=0)) / values.std(axis=0)).astype(np.float32)


def one_hot(labels, classes):
    """Labels 0 ... classes - 1 `[n]` as rows with a single 1, float32 `[n, classes]`."""
    return np.eye(classes, dtype=np.float32)[labels]


def read_csv(module_file):
    """The numbers `[n, columns]` of the .csv file beside a module; lines with # are skipped."""
    return np.loadtxt(Path(module_file).with_suffix(".csv"), delimiter=",", encoding="utf-8")
