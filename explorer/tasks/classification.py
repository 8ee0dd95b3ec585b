"""Classification: one of several classes for each sample."""

import numpy as np

from explorer.tasks.sample_axis import Margin
from explorer.tasks.task import Score, Task


class Classification(Task):
    """One-hot classes, each with one logit of the network."""

    key = "classification"
    title = "Classification"
    column = "class"
    scores = (
        Score(
            "Validation cross-entropy of softmax", "nats", "the cross-entropy on validation data"
        ),
        Score("Validation accuracy", "share", "an accuracy", is_error=False),
    )
    sample_axis = Margin()
    worse = "the probabilities get worse"

    def picture(self, inputs):
        return "boundary" if inputs == 2 else "classes"

    def measure(self, predicted, y, y_train):
        """The cross-entropy of the softmax, in nats, and the accuracy."""
        right = (predicted.argmax(axis=-1) == y.argmax(axis=-1)).mean(axis=1)
        valid = ~np.isnan(predicted).any(axis=(1, 2))
        lead = predicted - predicted.max(axis=-1, keepdims=True)
        surprise = np.log(np.exp(lead).sum(axis=-1)) - (y * lead).sum(axis=-1)
        return np.stack([surprise.mean(axis=1), np.where(valid, right, np.nan)], axis=1)

    def best_constant(self, y_train):
        """The logits of the share of each class."""
        with np.errstate(divide="ignore"):
            return np.log(y_train.mean(axis=0))
