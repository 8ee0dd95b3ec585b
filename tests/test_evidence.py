"""Any step can be watched and judged by the chain, whoever wrote it."""

from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from explorer.engine.diagnosis import diagnose
from explorer.engine.evidence import Witness
from explorer.engine.row import columns_of, row_of

X = tf.constant([[1.0], [2.0]])


class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)
        self.parameters = {"alpha": self.alpha}

    def call(self, y_true, y_pred):
        return self.alpha * keras.ops.square(y_true - y_pred)


def judged(whole):
    """The diagnosis of two steps of a user's own, with alpha among the sources if `whole`."""
    model, loss = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]), Scaled()
    optimizer = keras.optimizers.SGD(0.1)

    def step(batch):
        with tf.GradientTape() as tape:
            value = loss(batch, model(batch))
        variables = [*model.trainable_variables, *([loss.alpha] if whole else [])]
        optimizer.apply(tape.gradient(value, variables), variables)
        return value

    witness = Witness(SimpleNamespace(step=step, loss=loss, parameters=loss.parameters))
    seen = [witness.watch(X) for _ in range(2)]
    assert [one.returned is not None for one in seen] == [True, True]
    columns = np.array([row_of(one) for one in seen], np.float32).T
    rows = dict(zip(columns_of(["alpha"]), columns, strict=True))
    return diagnose(witness.evidence(rows, {"alpha": 1.0}), witness, rows, "eager")


def test_a_step_of_ones_own_is_judged_like_any_other():
    assert judged(whole=False).chain.broken_link == "listed"
    healthy = judged(whole=True)
    assert healthy.chain.broken_link is None
    assert healthy.parameters["alpha"].grad_delivered == healthy.parameters["alpha"].grad_available
    assert not healthy.remarks
