# expect: broken, listed
"""Proxy-NCA: one learned proxy per class, kept in a layer that is used as the loss."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential, layers

NUM_CLASSES, EMBED = 5, 8


class ProxyNCA(layers.Layer):
    def __init__(self, num_classes, dim, scale=8.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale
        self.proxies = self.add_weight(  # parameter: proxies, broken
            shape=(num_classes, dim), initializer="glorot_normal", name="proxies"
        )

    def call(self, labels, embeddings):
        e = tf.math.l2_normalize(embeddings, axis=-1)
        p = tf.math.l2_normalize(self.proxies, axis=-1)
        logits = self.scale * tf.matmul(e, p, transpose_b=True)
        labels = tf.cast(tf.reshape(labels, [-1]), tf.int32)
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)


tf.keras.utils.set_random_seed(3)
centers = np.random.randn(NUM_CLASSES, 10)
labels = np.random.randint(NUM_CLASSES, size=500)
data = (centers[labels] + 0.3 * np.random.randn(500, 10)).astype("float32")

embedder = Sequential([layers.Input((10,)), layers.Dense(16, "relu"), layers.Dense(EMBED)])
proxy_loss = ProxyNCA(NUM_CLASSES, EMBED)
embedder.compile(optimizer=tf.keras.optimizers.Adam(3e-3), loss=proxy_loss)
h = embedder.fit(data, labels, batch_size=50, epochs=3, verbose=0)
print("loss", h.history["loss"])
print("proxy norms", np.linalg.norm(proxy_loss.get_weights()[0], axis=1))
