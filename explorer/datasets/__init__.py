"""Datasets: one file each, with its record in `DATASET` and its points from `load(seed)`."""
