"""What a task is: all that depends on it but losses and datasets. It knows no TensorFlow."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.tasks.sample_axis import SampleAxis

Picture = Literal["curve", "predicted_vs_true", "boundary", "classes"]
"""How a fit is drawn: over the one input; against the truth; as the border between classes in the
plane of two inputs; as the probability of each sample's own class."""


@dataclass(frozen=True)
class Score:
    """A measure of held-out predictions that no parameter of a loss can change."""

    title: str
    """Of its chart."""
    unit: str
    """Of its axis."""
    words: str
    """Its name in a sentence, with the article."""
    is_error: bool = True
    """Whether less of it is better."""


class Task(ABC):
    """How predictions are judged and drawn, whatever the loss. A subclass is a new task."""

    key: str
    """What records name it by."""
    title: str
    column: Literal["target", "class"]
    """What a column of y is."""
    scores: tuple[Score, ...]
    """A chart each. The first is an error, which the verdict on a run depends on."""
    sample_axis: SampleAxis
    network: Literal["value", "value and slope"] = "value"
    """What the network returns: a value for each column of y, or u(t) and du/dt."""
    worse: str = "the model gets worse"
    """What a rising error means, as a clause."""

    @abstractmethod
    def picture(self, inputs: int) -> Picture:
        """How a fit over that many inputs is drawn."""

    def score_columns(self, outputs: int) -> tuple[Score, ...]:
        """The score that stands in each column of `measure`, for that many columns of y."""
        return self.scores

    @abstractmethod
    def measure(self, predicted: np.ndarray, y: np.ndarray, y_train: np.ndarray) -> np.ndarray:
        """The scores, `[looks, score columns]`; NaN where a prediction is NaN.

        Args:
            predicted: the network's outputs at the validation points, `[looks, points, outputs]`.
            y: what is true there, `[points, columns]`.
            y_train: the same at the training points.
        """

    @abstractmethod
    def best_constant(self, y_train: np.ndarray) -> np.ndarray:
        """The best prediction that is the same everywhere, `[columns]`."""
