"""Estimates without a closed form: a bounded minimisation of the mean loss."""

import numpy as np
from scipy.optimize import minimize, minimize_scalar

FLAT = 1e-9
"""A difference in loss that no training would find."""


def estimate(mean_loss, start, bounds):
    """The parameters that minimise `mean_loss`.

    Args:
        mean_loss: a function of one vector of parameters.
        start: `{name: value}` to begin at.
        bounds: a pair for each parameter, so wide that nothing changes beyond them.

    Returns:
        `{name: value}`, infinite where the loss is as low at the bound: there no value is best.
        Empty where the loss is not even finite at the start.
    """
    begin = np.array(list(start.values()))
    if not (np.isfinite(begin).all() and np.isfinite(mean_loss(begin))):
        return {}
    found = _alone(mean_loss, bounds[0]) if len(start) == 1 else _together(mean_loss, begin, bounds)
    best, least = found.copy(), mean_loss(found)
    for i, edges in enumerate(bounds):
        for edge, beyond in zip(edges, (-np.inf, np.inf), strict=True):
            there = found.copy()
            there[i] = edge
            if mean_loss(there) <= least + FLAT:
                best[i] = beyond
    return dict(zip(start, best.tolist(), strict=True))


def _alone(mean_loss, bounds):
    search = minimize_scalar(
        lambda value: mean_loss(np.array([value])), bounds=bounds, options={"xatol": 1e-7}
    )
    return np.array([search.x])


def _together(mean_loss, begin, bounds):
    options = {"ftol": 1e-12, "gtol": 1e-8}
    return minimize(mean_loss, begin, jac="3-point", bounds=bounds, options=options).x


def log_scale(residuals):
    """The logarithm of the residuals' median size: where the search for a scale begins."""
    return float(np.log(np.median(np.abs(residuals)) + 1e-6))
