"""The picture of a fit: where the network is looked at, and what is kept of each look.

The kinds are those of `task.Picture`; `panel/static/pictures.js` draws what is kept here.
"""

import numpy as np

from explorer.tasks.task import Picture

GRID = 128
"""Points at which a one-dimensional fit is drawn."""
PLANE = 32
"""Points along each side of the grid over the plane of two inputs."""
CERTAIN = 100.0
"""Largest lead of a logit over the next that counts; below it float32 keeps the border sharp."""
MARGIN = 0.06
"""Share of the data's span by which the plane extends beyond it, as the panel's axes do."""


def inputs(picture: Picture, x: np.ndarray, x_train: np.ndarray) -> np.ndarray:
    """Where the network is looked at besides the validation points, float32 `[points, inputs]`."""
    if picture == "curve":
        return np.linspace(x.min(), x.max(), GRID, dtype=np.float32)[:, None]
    if picture == "boundary":
        grid = np.stack(np.meshgrid(*_sides(x)), axis=-1).reshape(-1, 2)
        return np.concatenate([grid, x_train])
    return x_train if picture == "predicted_vs_true" else x_train[:0]


def _sides(x: np.ndarray) -> np.ndarray:
    """The coordinates of the grid's columns and rows, float32 `[2, PLANE]`."""
    low, high = x.min(axis=0), x.max(axis=0)
    reach = MARGIN * (high - low)
    return np.linspace(low - reach, high + reach, PLANE, dtype=np.float32).T


def points(data) -> dict:
    """What the picture of this `RunData` needs once, as plain lists."""
    kind = data.picture
    plain = {"kind": kind}
    if kind == "curve":
        plain["input"] = data.x_view[:, 0].tolist()
    elif kind == "boundary":
        plain["columns"] = data.x_view[:PLANE, 0].tolist()
        plain["rows"] = data.x_view[: PLANE**2 : PLANE, 1].tolist()
    elif kind == "classes":
        plain["outputs"] = data.y_train.shape[1]
    both = {"train": (data.x_train, data.y_train)}
    both["validation"] = (data.x_validation, data.y_validation)
    return plain | {name: _targets(kind, x, y) for name, (x, y) in both.items()}


def _targets(kind: Picture, x: np.ndarray, y: np.ndarray) -> dict:
    """The targets, a list for each, or the classes; and the inputs, where they are drawn."""
    if kind == "predicted_vs_true":
        return {"targets": y.T.tolist()}
    if kind == "curve":
        return {"x": x[:, 0].tolist(), "targets": y.T.tolist()}
    classes = {"classes": y.argmax(axis=1).tolist()}
    return (
        classes if kind == "classes" else {"x": x[:, 0].tolist(), "y": x[:, 1].tolist()} | classes
    )


def values(data, validation: np.ndarray, view: np.ndarray) -> np.ndarray:
    """What is kept of looks, `[looks, values]`.

    - curve: the prediction at each point of the grid, target after target
    - predicted_vs_true: at each training point, then each validation point, target after target
    - boundary: at each point of the grid, row after row, the most probable class plus m / (2 + 2m),
      where m is its logit's lead over the next; then for each training point and each validation
      point 1 where the most probable class is not its own, else 0
    - classes: at each validation point the probability of its own class

    Args:
        data: the `RunData`.
        validation: the network's outputs at the validation points, `[looks, points, outputs]`.
        view: the same at `inputs`.
    """
    kind, y = data.picture, data.y_validation
    if kind == "boundary":
        grid, train = np.split(view, [PLANE**2], axis=1)
        wrong = [_wrong(train, data.y_train), _wrong(validation, y)]
        return np.concatenate([_ahead(grid), *wrong], axis=1)
    if kind == "classes":
        return (_softmax(validation) * y).sum(axis=-1)
    drawn = view if kind == "curve" else np.concatenate([view, validation], axis=1)
    # A network of physics also gives du/dt.
    return drawn[..., : y.shape[1]].swapaxes(1, 2).reshape(len(drawn), -1)


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _ahead(logits: np.ndarray) -> np.ndarray:
    *_, next_best, best = np.moveaxis(np.sort(logits, axis=-1), -1, 0)
    margin = np.minimum(best - next_best, CERTAIN)
    return logits.argmax(axis=-1) + margin / (2 + 2 * margin)


def _wrong(logits: np.ndarray, y: np.ndarray) -> np.ndarray:
    finite = np.isfinite(logits).all(axis=-1)
    return np.where(finite, logits.argmax(axis=-1) != y.argmax(axis=-1), np.nan)
