# expect: broken, variable
import random

import numpy as np
import tensorflow as tf

random.seed(0)
tf.keras.utils.set_random_seed(0)


class TripletLoss:
    """Triplet loss whose margin adapts to the data."""

    def __init__(self, margin=0.2):
        self.margin = margin  # parameter: margin, broken

    def __call__(self, anchor, positive, negative):
        d_pos = tf.reduce_sum(tf.square(anchor - positive), axis=1)
        d_neg = tf.reduce_sum(tf.square(anchor - negative), axis=1)
        hinge = tf.nn.relu(d_pos - d_neg + self.margin)
        return tf.reduce_mean(hinge) + 0.1 * (1.0 - self.margin) ** 2


def batches(n=20):
    rng = np.random.default_rng(0)
    for _ in range(n):
        a = rng.normal(size=(32, 8)).astype("float32")
        p = a + 0.1 * rng.normal(size=a.shape).astype("float32")
        yield a, p, rng.permutation(a)


embed = tf.keras.Sequential(
    [tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(4)]
)
criterion = TripletLoss()
opt = tf.keras.optimizers.SGD(0.05)
lr_margin = 0.01

for i, (a, p, n) in enumerate(batches()):
    with tf.GradientTape(persistent=True) as tape:
        loss = criterion(embed(a), embed(p), embed(n))
    grads = tape.gradient(loss, embed.trainable_weights)
    opt.apply_gradients(zip(grads, embed.trainable_weights))
    criterion.margin -= lr_margin * tape.gradient(loss, criterion.margin)
    if i % 5 == 0:
        print(i, float(loss), criterion.margin)
