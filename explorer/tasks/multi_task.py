"""Multi-task: several numbers for each sample, in units of their own."""

from explorer.tasks.regression import Regression
from explorer.tasks.task import Score


class MultiTask(Regression):
    """Targets whose errors share an axis: each is in the sd of its training data."""

    key = "multi-task"
    title = "Multi-task"
    scores = (
        Score("Validation error: MAE / sd", "MAE / sd", "the error on validation data, in sd,"),
    )

    def measure(self, predicted, y, y_train):
        return super().measure(predicted, y, y_train) / y_train.std(axis=0)
