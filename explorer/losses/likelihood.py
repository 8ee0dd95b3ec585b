"""Estimates without a closed form: a bounded minimisation of the mean loss."""

import numpy as np
from scipy.optimize import minimize


def estimate(mean_loss, start, bounds):
    """The parameters that minimise `mean_loss`.

    Args:
        mean_loss: a function of one vector of parameters.
        start: `{name: value}` to begin at.
        bounds: a pair for each parameter; where the minimum lies beyond, its edge is returned.

    Returns:
        `{name: value}`; empty where the loss is not even finite at the start.
    """
    begin = np.array(list(start.values()))
    if not (np.isfinite(begin).all() and np.isfinite(mean_loss(begin))):
        return {}
    found = minimize(
        mean_loss,
        begin,
        jac="3-point",
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-9},
    )
    return dict(zip(start, found.x.tolist(), strict=True))


def log_scale(residuals):
    """The logarithm of the residuals' median size: where the search for a scale begins."""
    return float(np.log(np.median(np.abs(residuals)) + 1e-6))
