# expect: broken, variable
"""Regression with a bound on the mean prediction; the multiplier is found by dual ascent."""

import numpy as np
import tensorflow as tf

rng = np.random.default_rng(9)
tf.keras.utils.set_random_seed(9)

BOUND = 0.2
x = rng.normal(size=(200, 4)).astype("float32")
y = (x.sum(axis=1, keepdims=True) + 2.0).astype("float32")

net = tf.keras.Sequential(
    [tf.keras.Input((4,)), tf.keras.layers.Dense(8, "relu"), tf.keras.layers.Dense(1)]
)
# not a network weight
lam = tf.Variable(0.1, trainable=False, name="lambda", dtype=tf.float32)  # parameter: lam, broken

primal = tf.keras.optimizers.Adam(1e-2)
dual = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step(xb, yb):
    with tf.GradientTape(persistent=True) as tape:
        pred = net(xb, training=True)
        mse = tf.reduce_mean(tf.square(pred - yb))
        violation = tf.reduce_mean(pred) - BOUND
        lagrangian = mse + lam * violation
    grads = tape.gradient(lagrangian, net.trainable_variables)
    dual_grad = tape.gradient(lagrangian, lam)
    primal.apply_gradients(zip(grads, net.trainable_variables))
    if dual_grad is not None:
        dual.apply_gradients([(-dual_grad, lam)])
    return mse, violation


for _ in range(5):
    for i in range(0, 200, 40):
        mse, violation = train_step(x[i : i + 40], y[i : i + 40])
    print(f"mse {mse:.3f} violation {violation:.3f} lambda {lam.numpy():.3f}")
