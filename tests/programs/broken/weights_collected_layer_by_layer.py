# expect: broken, listed
"""Siamese network; the variables to train are gathered from model.layers."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class Siamese(keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(4)])
        self.margin = self.add_weight(initializer="ones")  # parameter: margin, broken
        self.steepness = self.add_weight(initializer="ones")  # parameter: steepness, broken

    def call(self, pair):
        a, b = self.embed(pair[0]), self.embed(pair[1])
        return tf.sqrt(tf.reduce_sum((a - b) ** 2, axis=1) + 1e-6)


def pair_loss(model, same, dist):
    logit = tf.nn.softplus(model.steepness) * (model.margin - dist)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(same, logit))


def sample(rng, n=48):
    c = rng.integers(0, 3, (2, n))
    a, b = (np.eye(3)[k] @ np.ones((3, 5)) * k[:, None] + rng.normal(size=(n, 5)) * 0.3 for k in c)
    return a.astype("float32"), b.astype("float32"), (c[0] == c[1]).astype("float32")


keras.utils.set_random_seed(15)
rng = np.random.default_rng(15)
net = Siamese()
opt = keras.optimizers.Adagrad(0.05)
for i in range(30):
    a, b, same = sample(rng)
    with tf.GradientTape() as tape:
        loss = pair_loss(net, same, net((a, b)))
    variables = []
    for layer in net.layers:
        variables += layer.trainable_variables
    opt.apply(tape.gradient(loss, variables), variables)
print(f"loss {float(loss):.3f} margin {float(net.margin):.3f} over {len(net.layers)} layers")
