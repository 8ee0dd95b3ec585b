"""A minimal loss and dataset for every task but regression, added to the real ones."""

from dataclasses import replace

import keras
import numpy as np
from keras import ops

from explorer.engine.inventory import Inventory
from explorer.losses.parametric import ParametricLoss
from explorer.records.catalogue import Catalogue, Dataset, Loss, Parameter

SAMPLES = 120


@keras.saving.register_keras_serializable("tests")
class Tempered(ParametricLoss):
    """Cross-entropy of logits times exp(a)."""

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_scale", 0.5)

    def call(self, y_true, y_pred):
        logits = ops.exp(self.read(self.log_scale)) * y_pred
        return -ops.sum(y_true * ops.log_softmax(logits), axis=-1)


@keras.saving.register_keras_serializable("tests")
class TwoNoises(ParametricLoss):
    """Normal noise of a learned level for each of two targets."""

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("s_0", 0.0)
        self.add_parameter("s_1", 0.0)

    def call(self, y_true, y_pred):
        squared = ops.square(y_true - y_pred)
        levels = [self.read(self.s_0), self.read(self.s_1)]
        return sum(ops.exp(-s) * squared[:, k] + s for k, s in enumerate(levels))


@keras.saving.register_keras_serializable("tests")
class Decay(ParametricLoss):
    """Data and du/dt = -exp(k) u, with k learned."""

    def __init__(self, **options):
        super().__init__(**options)
        self.add_parameter("log_rate", 0.5)

    def call(self, y_true, y_pred):
        u, du = y_pred[:, :1], y_pred[:, 1:]
        rate = ops.exp(self.read(self.log_rate))
        return ops.square(y_true - u) + ops.square(du + rate * u)


def _loss(key, task, outputs, *names):
    parameters = tuple(Parameter(name, name, name, initial) for name, initial in names)
    return Loss(
        key, key, "", "L", parameters, task, "converges", "it does", "none", outputs=outputs
    )


def _dataset(key, task, inputs, outputs=1, names=()):
    return Dataset(
        key, key, "", task, SAMPLES, inputs, "x", "y", "made here", outputs=outputs, names=names
    )


LOSSES = {
    Tempered: _loss("t_tempered", "classification", None, ("log_scale", 0.5)),
    TwoNoises: _loss("t_two_noises", "multi-task", 2, ("s_0", 0.0), ("s_1", 0.0)),
    Decay: _loss("t_decay", "physics", 1, ("log_rate", 0.5)),
}


def _points(seed, inputs):
    return np.random.default_rng(seed).uniform(-1, 1, (SAMPLES, inputs)).astype(np.float32)


def plane(seed):
    x = _points(seed, 2)
    return x, np.eye(2, dtype=np.float32)[(x[:, 0] > x[:, 1]).astype(int)]


def many(seed):
    x = _points(seed, 4)
    return x, np.eye(3, dtype=np.float32)[x[:, :3].argmax(axis=1)]


def two_targets(seed):
    x = _points(seed, 1)
    return x, np.concatenate([np.sin(3 * x), 10 * x], axis=1)


def two_targets_of_many(seed):
    x = _points(seed, 3)
    return x, x[:, :2] + x[:, 2:]


def decay(seed):
    t = 1 + _points(seed, 1)
    return t, np.exp(-1.5 * t)


DATASETS = {
    "t_plane": (_dataset("t_plane", "classification", 2, 2, ("below", "above")), plane),
    "t_many": (_dataset("t_many", "classification", 4, 3, ("a", "b", "c")), many),
    "t_two": (_dataset("t_two", "multi-task", 1, 2, ("sine", "line")), two_targets),
    "t_two_many": (_dataset("t_two_many", "multi-task", 3, 2, ("p", "q")), two_targets_of_many),
    "t_decay": (_dataset("t_decay", "physics", 1), decay),
}
PAIRS = (
    ("t_tempered", "t_plane"),
    ("t_tempered", "t_many"),
    ("t_two_noises", "t_two"),
    ("t_two_noises", "t_two_many"),
    ("t_decay", "t_decay"),
)


def with_tasks(catalogue: Catalogue) -> Catalogue:
    """`catalogue` and a loss and datasets of every other task."""
    return replace(
        catalogue,
        losses=(*catalogue.losses, *LOSSES.values()),
        datasets=(*catalogue.datasets, *(record for record, _ in DATASETS.values())),
    )


def put_into(inventory: Inventory, monkeypatch) -> Catalogue:
    """Let `inventory` hold them until the test is over; its catalogue."""
    catalogue = with_tasks(inventory.catalogue)
    monkeypatch.setitem(vars(inventory), "catalogue", catalogue)
    for loss_class, record in LOSSES.items():
        monkeypatch.setitem(inventory.losses, record.key, loss_class)
    for key, (_, load) in DATASETS.items():
        monkeypatch.setitem(inventory.loads, key, load)
    return catalogue
