# expect: broken, delivered
"""Ordinal regression; batch statistics and the like are kept away from the optimizer."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(44)


class OrdinalHead(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 1), name="kernel")
        self.thresholds = self.add_weight(  # parameter: thresholds, broken
            shape=(3,), initializer="zeros", name="thresholds"
        )

    def call(self, h):
        return tf.cumsum(tf.nn.softplus(self.thresholds)) - tf.matmul(h, self.w)


def ordinal_loss(y, cut_logits):
    below = tf.cast(y[:, None] <= tf.range(3)[None], tf.float32)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(below, cut_logits))


body = keras.layers.Dense(12, activation="relu")
head = OrdinalHead()
x = np.random.normal(size=(240, 6)).astype("float32")
y = np.digitize(x.sum(axis=1), [-2, 0, 2]).astype("int32")
head(body(x[:1]))
opt = keras.optimizers.Adam(0.01)

for step in range(40):
    idx = np.random.choice(240, 48)
    with tf.GradientTape() as tape:
        loss = ordinal_loss(y[idx], head(body(x[idx])))
    variables = body.trainable_variables + head.trainable_variables
    pairs = list(zip(tape.gradient(loss, variables), variables))
    pairs = [(g, v) for g, v in pairs if v.name in ("kernel", "bias")]
    opt.apply_gradients(pairs)
print("loss", float(loss))
print("thresholds", np.cumsum(np.log1p(np.exp(head.thresholds.numpy()))))
