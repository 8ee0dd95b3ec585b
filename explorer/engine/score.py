"""How good the predictions are, by a measure that no parameter of a loss can change."""

import numpy as np


def scores(data, predicted: np.ndarray) -> np.ndarray:
    """The score of held-out predictions, the same whatever loss they were trained with.

    Classification: the cross-entropy of the softmax, in nats, and the accuracy.
    Regression and physics: the mean absolute error of the target. Several tasks: that of each,
    over the standard deviation of its training targets, so that they can share one axis.

    Args:
        data: the `RunData`.
        predicted: the network's outputs at the validation points, `[looks, points, outputs]`.

    Returns:
        `[looks, scores]`; NaN where a prediction is NaN.
    """
    y = data.y_validation
    if data.dataset.task == "classification":
        right = (predicted.argmax(axis=-1) == y.argmax(axis=-1)).mean(axis=1)
        valid = ~np.isnan(predicted).any(axis=(1, 2))
        lead = predicted - predicted.max(axis=-1, keepdims=True)
        surprise = np.log(np.exp(lead).sum(axis=-1)) - (y * lead).sum(axis=-1)
        return np.stack([surprise.mean(axis=1), np.where(valid, right, np.nan)], axis=1)
    # A network of physics also gives du/dt, of which there are no data.
    errors = np.abs(predicted[..., : y.shape[1]] - y).mean(axis=1)
    return errors / data.y_train.std(axis=0) if data.dataset.task == "multi-task" else errors


def constant_scores(data) -> np.ndarray:
    """The scores of the best prediction that is the same everywhere, by the training data.

    Returns:
        `[scores]` of the share of each class, else of the median, which has the least error.
    """
    y = data.y_train
    if data.dataset.task == "classification":
        with np.errstate(divide="ignore"):
            best = np.log(y.mean(axis=0))
    else:
        best = np.median(y, axis=0)
    return scores(data, np.broadcast_to(best, (1, *data.y_validation.shape)))[0]
