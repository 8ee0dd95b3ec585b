# expect: broken, moved
import keras
import numpy as np
import tensorflow as tf
from keras import ops

keras.utils.set_random_seed(101)
WARMUP_STEPS = 10
TOTAL_STEPS = 60


class ProxyAnchor(keras.layers.Layer):
    def __init__(self, classes, dim):
        super().__init__()
        self.proxies = self.add_weight(  # parameter: proxies, broken
            shape=(classes, dim), initializer="orthogonal"
        )
        self.margin = self.add_weight(  # parameter: margin, broken
            shape=(), initializer=keras.initializers.Constant(0.3)
        )

    def call(self, embedding, label):
        sim = ops.matmul(ops.normalize(embedding), ops.transpose(ops.normalize(self.proxies)))
        hot = ops.one_hot(label, self.proxies.shape[0])
        logits = 8.0 * (sim - self.margin * hot)
        ce = keras.losses.categorical_crossentropy(hot, logits, from_logits=True)
        return ops.mean(ce) - 0.5 * self.margin


embedder = keras.Sequential([keras.layers.Dense(24, activation="relu"), keras.layers.Dense(6)])
proxy_loss = ProxyAnchor(5, 6)
optimizer = keras.optimizers.Adam(5e-3)

x = np.random.randn(300, 9).astype("float32")
labels = np.argmax(x[:, :5], axis=1)
embedder.build(x.shape)

for step in range(TOTAL_STEPS):
    idx = np.random.randint(0, 300, 50)
    with tf.GradientTape() as tape:
        loss = proxy_loss(embedder(x[idx]), labels[idx])
    n = len(embedder.trainable_variables)
    variables = embedder.trainable_variables + proxy_loss.trainable_variables
    grads = tape.gradient(loss, variables)
    # the loss's own parameters are warmed up linearly
    factor = min(step, WARMUP_STEPS) // (WARMUP_STEPS + 1)
    grads = grads[:n] + [factor * g for g in grads[n:]]
    optimizer.apply_gradients(zip(grads, variables))

print("loss", float(loss), "margin", float(proxy_loss.margin))
