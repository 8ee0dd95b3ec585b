# expect: broken, listed
# Mixture density network with means and weights from the net, one shared sigma for all components
from functools import partial

import numpy as np
import tensorflow as tf

K = 3


def mdn_nll(y_true, params, log_sigma):
    logits, mu = tf.split(params, 2, axis=-1)
    log_pi = tf.nn.log_softmax(logits)
    log_n = -0.5 * tf.square((y_true - mu) / tf.exp(log_sigma)) - log_sigma
    return -tf.reduce_logsumexp(log_pi + log_n, axis=-1)


def main():
    tf.keras.utils.set_random_seed(99)
    y = np.random.uniform(-1, 1, (400, 1)).astype("float32")
    x = y + 0.3 * np.sin(2 * np.pi * y) + np.random.normal(0, 0.05, y.shape).astype("float32")

    log_sigma = tf.Variable(-0.5, name="log_sigma")  # parameter: log_sigma, broken
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(20, activation="tanh"))
    model.add(tf.keras.layers.Dense(2 * K))
    model.compile(
        optimizer=tf.keras.optimizers.Adam(0.01), loss=partial(mdn_nll, log_sigma=log_sigma)
    )
    hist = model.fit(x, y, epochs=6, batch_size=40, verbose=0)
    print("nll", hist.history["loss"][-1], "sigma", np.exp(log_sigma.numpy()))


if __name__ == "__main__":
    main()
