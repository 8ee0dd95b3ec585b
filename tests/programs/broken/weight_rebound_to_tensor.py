# expect: broken, variable
"""L1/L2 mix with a learned mixing weight, plain gradient descent."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(11)


class MixedLoss:
    def __init__(self):
        self.w = tf.Variable(0.3, name="w")  # parameter: w, broken

    def __call__(self, y, y_hat):
        l1 = tf.reduce_mean(tf.abs(y - y_hat))
        l2 = tf.reduce_mean((y - y_hat) ** 2)
        m = tf.sigmoid(self.w)
        return m * l1 + (1 - m) * l2


class LinearModel(tf.Module):
    def __init__(self, n):
        super().__init__()
        self.kernel = tf.Variable(tf.zeros((n, 1)))
        self.bias = tf.Variable(0.0)

    def __call__(self, x):
        return x @ self.kernel + self.bias


x = np.random.rand(128, 3).astype("float32")
y = x @ np.array([[1.0], [-4.0], [2.0]], "float32") + 5.0
model, criterion = LinearModel(3), MixedLoss()
lr = 0.1

for epoch in range(30):
    with tf.GradientTape(persistent=True) as tape:
        loss = criterion(y, model(x))
    for v in model.trainable_variables:
        v.assign_sub(lr * tape.gradient(loss, v))
    dw = tape.gradient(loss, criterion.w)
    if dw is not None:
        criterion.w = criterion.w - lr * dw
    del tape

print("final loss", loss.numpy())
print("w =", criterion.w.numpy())
