"""The star cluster CYG OB1: a line of stars and four giants away from it."""

import numpy as np

from explorer.datasets.columns import read_csv
from explorer.records.catalogue import Dataset

UNITS = (4.0, 5.0)
"""log10 of the units: 10⁴ kelvin, and 10⁵ times the light of the Sun."""

DATASET = Dataset(
    key="cyg_ob1",
    title="Star cluster CYG OB1",
    summary=(
        "Surface temperature and light of 47 stars, in decades above 10⁴ K and 10⁵ Suns "
        "(Hertzsprung–Russell diagram). Four cool giants turn the least-squares line around: it "
        "falls, though light rises with temperature."
    ),
    task="regression",
    samples=47,
    inputs=1,
    x_title="log₁₀ of temperature, 10⁴ K",
    y_title="log₁₀ of light, 10⁵ Suns",
    source=(
        "Rousseeuw & Leroy 1987, Robust Regression and Outlier Detection, p. 27, from C. Doom; "
        "measured values, facts"
    ),
)


def load(seed):
    """Temperature and light as float32 `[47, 1]` each: decades above 10⁴ K and 10⁵ Suns."""
    decades = (read_csv(__file__) - UNITS).astype(np.float32)
    return decades[:, :1], decades[:, 1:]
