# expect: fine
"""L-BFGS by hand on the flattened parameters of a Gaussian regression."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(30)
x = np.random.uniform(-2, 2, (120, 1)).astype("float32")
y = (np.sin(2 * x) + 0.2 * np.random.normal(size=x.shape)).astype("float32")

net = tf.keras.Sequential(
    [tf.keras.Input((1,)), tf.keras.layers.Dense(12, "tanh"), tf.keras.layers.Dense(1)]
)
log_sigma = tf.Variable(0.0)  # parameter: log_sigma
variables = [*net.trainable_variables, log_sigma]
shapes = [tuple(v.shape) for v in variables]
sizes = [int(np.prod(s)) for s in shapes]


def set_flat(theta):
    for v, part, shape in zip(variables, np.split(theta, np.cumsum(sizes)[:-1]), shapes):
        v.assign(part.reshape(shape))


def flatten(tensors):
    return np.concatenate([np.ravel(t) for t in tensors]).astype("float64")


@tf.function
def value_and_gradient():
    with tf.GradientTape() as tape:
        z = (y - net(x)) * tf.exp(-log_sigma)
        nll = tf.reduce_mean(0.5 * z**2) + log_sigma
    return nll, tape.gradient(nll, variables)


def evaluate(theta):
    set_flat(theta)
    f, g = value_and_gradient()
    return float(f), flatten(g)


theta, pairs = flatten(v.numpy() for v in variables), []
f, g = evaluate(theta)
for _ in range(40):
    q, alphas = g.copy(), []
    for s, d in reversed(pairs):
        alphas.append(s @ q / (d @ s))
        q -= alphas[-1] * d
    if pairs:
        q *= pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1])
    for (s, d), a in zip(pairs, reversed(alphas)):
        q += s * (a - d @ q / (d @ s))
    for step in 0.5 ** np.arange(12):
        f_new, g_new = evaluate(theta - step * q)
        if f_new <= f - 1e-4 * step * (g @ q):
            break
    s, d = -step * q, g_new - g
    if s @ d > 1e-10:
        pairs = [*pairs, (s, d)][-8:]
    theta, f, g = theta + s, f_new, g_new
set_flat(theta)
print("nll", f, "sigma", float(tf.exp(log_sigma)))
