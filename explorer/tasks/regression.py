"""Regression: a number for each sample."""

import numpy as np

from explorer.tasks.sample_axis import Residual
from explorer.tasks.task import Score, Task


class Regression(Task):
    """Targets, each predicted by one output of the network."""

    key = "regression"
    title = "Regression"
    column = "target"
    scores = (Score("Validation error: MAE", "MAE", "the mean absolute error on validation data"),)
    sample_axis = Residual()

    def picture(self, inputs):
        return "curve" if inputs == 1 else "predicted_vs_true"

    def score_columns(self, outputs):
        """The error of each target."""
        return self.scores * outputs

    def measure(self, predicted, y, y_train):
        return np.abs(predicted - y).mean(axis=1)

    def best_constant(self, y_train):
        return np.median(y_train, axis=0)
