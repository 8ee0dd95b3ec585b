"""What the rules of several stories read from an outcome.

Each function raises `ValueError` where the parameter did not end at a finite number.
"""

import math

from explorer.records.outcome import Outcome


def ended_at(outcome: Outcome, name: str) -> float:
    """The last value of the loss parameter `name`, as the optimizer sees it."""
    final = outcome.parameters[name].final
    if final is None:
        raise ValueError(f"{name} did not end at a finite number")
    return final


def stood_still(outcome: Outcome, name: str) -> bool:
    """Whether the loss parameter `name` ended at exactly the number that it began with."""
    return ended_at(outcome, name) == outcome.parameters[name].initial


def sigma(outcome: Outcome) -> float:
    """The last σ of the Gaussian loss, whose parameter is log σ²."""
    return math.exp(ended_at(outcome, "log_variance") / 2)
