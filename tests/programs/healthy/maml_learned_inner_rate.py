# expect: fine
"""MAML on sine waves with a learned inner learning rate (as in Meta-SGD, one rate for all)."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(5)
HIDDEN = 24


def init(shape):
    return tf.Variable(tf.random.normal(shape) * (1.0 / np.sqrt(shape[0])))


theta = [
    init((1, HIDDEN)),
    tf.Variable(tf.zeros(HIDDEN)),
    init((HIDDEN, 1)),
    tf.Variable(tf.zeros(1)),
]
log_rate = tf.Variable(np.log(0.05), dtype=tf.float32)  # parameter: log_rate
meta_opt = tf.keras.optimizers.Adam(5e-3)


def forward(params, x):
    w1, b1, w2, b2 = params
    return tf.matmul(tf.tanh(tf.matmul(3.0 * x, w1) + b1), w2) + b2


@tf.function
def meta_step(xs, ys, xq, yq):
    meta_params = [*theta, log_rate]
    with tf.GradientTape() as outer:
        total = 0.0
        for i in range(xs.shape[0]):
            with tf.GradientTape() as inner:
                inner.watch(theta)
                support = tf.reduce_mean((forward(theta, xs[i]) - ys[i]) ** 2)
            grads = inner.gradient(support, theta)
            fast = [p - tf.exp(log_rate) * g for p, g in zip(theta, grads)]
            total += tf.reduce_mean((forward(fast, xq[i]) - yq[i]) ** 2)
        total /= xs.shape[0]
    meta_opt.apply_gradients(zip(outer.gradient(total, meta_params), meta_params))
    return total


def tasks(n=4, k=10):
    amplitude = np.random.uniform(0.5, 2.0, (n, 1, 1))
    phase = np.random.uniform(0, np.pi, (n, 1, 1))
    x = np.random.uniform(-1, 1, (n, 2 * k, 1))
    y = amplitude * np.sin(3 * x + phase)
    x, y = x.astype("float32"), y.astype("float32")
    return x[:, :k], y[:, :k], x[:, k:], y[:, k:]


losses = [float(meta_step(*tasks())) for _ in range(150)]
print("query loss, first and last 20:", np.mean(losses[:20]), np.mean(losses[-20:]))
print("inner learning rate", float(tf.exp(log_rate)))
