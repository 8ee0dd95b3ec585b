# expect: broken, used or variable
"""The same adaptive loss for two heads: copied so that each head gets its own scale."""

import copy

import keras
import numpy as np
import tensorflow as tf
from keras import ops


@keras.saving.register_keras_serializable("heads")
class CauchyLoss(keras.losses.Loss):
    def __init__(self, name="cauchy", reduction="sum_over_batch_size", dtype=None):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.log_c = keras.Variable(0.0, name="log_c")  # parameter: log_c, broken

    def call(self, y_true, y_pred):
        c = ops.exp(self.log_c)
        return ops.mean(ops.log1p(ops.square((y_true - y_pred) / c)) + 2 * self.log_c, axis=-1)


keras.utils.set_random_seed(2)
x = np.random.randn(240, 4).astype("float32")
y1, y2 = x[:, :1] ** 2, 20 * x[:, 1:2]

inp = keras.Input((4,))
hid = keras.layers.Dense(16, activation="relu")(inp)
model = keras.Model(inp, [keras.layers.Dense(1)(hid), keras.layers.Dense(1)(hid)])

base_loss = CauchyLoss()
losses = [copy.deepcopy(base_loss) for _ in model.outputs]
variables = model.trainable_variables + [base_loss.log_c]
optimizer = keras.optimizers.Adam(0.01)
optimizer.build(variables)


@tf.function
def train_step(xb, yb):
    with tf.GradientTape() as tape:
        outputs = model(xb, training=True)
        total = sum(loss(t, p) for loss, t, p in zip(losses, yb, outputs))
    optimizer.apply(tape.gradient(total, variables), variables)
    return total


for epoch in range(4):
    for i in range(0, 240, 48):
        total = train_step(x[i : i + 48], (y1[i : i + 48], y2[i : i + 48]))
    print("epoch", epoch, "loss", float(total), "c", float(ops.exp(base_loss.log_c)))
