# expect: broken, delivered
"""Functional style: the update returns new values. The caller keeps the model's, not beta's."""

import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(18)
LR = 0.05

model = keras.Sequential(
    [keras.Input((3,)), keras.layers.Dense(12, activation="tanh"), keras.layers.Dense(1)]
)
beta = tf.Variable(1.0, name="beta")  # parameter: beta, broken


def generalized_gaussian(y, p):
    b = 0.5 + tf.nn.softplus(beta)
    z = tf.abs(y - p) + 1e-3
    return tf.reduce_mean(z**b + tf.math.lgamma(1.0 / b) - tf.math.log(b))


@tf.function
def sgd_step(x, y):
    with tf.GradientTape() as tape:
        loss = generalized_gaussian(y, model(x))
    values = [*model.trainable_variables, beta]
    grads = tape.gradient(loss, values)
    return loss, [v - LR * g for v, g in zip(values, grads)]


x = np.random.uniform(-1, 1, (120, 3)).astype("float32")
y = np.tanh(x.sum(axis=1, keepdims=True)) + 0.1 * np.random.randn(120, 1).astype("float32")
for i in range(30):
    loss, new_values = sgd_step(x, y)
    model.set_weights(new_values[:-1])
    beta_new = new_values[-1]
    if i % 10 == 0:
        print(i, loss.numpy(), beta_new.numpy())
print("beta", beta.numpy())
