# expect: fine
import keras
import numpy as np
import tensorflow as tf
from keras import layers


class CRF(layers.Layer):
    """Linear chain; `loss` is the negative log-likelihood of the tags."""

    def __init__(self, n_tags, **kwargs):
        super().__init__(**kwargs)
        self.n_tags = n_tags

    def build(self, shape):
        shape = (self.n_tags, self.n_tags)
        self.transitions = self.add_weight(shape)  # parameter: transitions

    def call(self, emissions):
        return emissions

    def loss(self, y_true, emissions):
        tags = tf.one_hot(tf.cast(y_true, tf.int32), self.n_tags)
        score = tf.reduce_sum(emissions * tags, axis=[1, 2])
        pairs = tf.einsum("bti,btj->bij", tags[:, :-1], tags[:, 1:])
        score += tf.reduce_sum(pairs * self.transitions, axis=[1, 2])
        alpha = emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            alpha = emissions[:, t] + tf.reduce_logsumexp(
                alpha[:, :, None] + self.transitions[None], axis=1
            )
        return tf.reduce_logsumexp(alpha, axis=-1) - score


keras.utils.set_random_seed(6)
# Tags alternate 0 1 2 0 1 2 ..., words are noisy copies of them.
start = np.random.randint(0, 3, size=(256, 1))
tags = (start + np.arange(8)) % 3
words = np.where(np.random.rand(256, 8) < 0.6, tags, np.random.randint(0, 3, size=(256, 8)))

crf = CRF(3)
model = keras.Sequential(
    [
        keras.Input((8,), dtype="int32"),
        layers.Embedding(3, 6),
        layers.Bidirectional(layers.LSTM(6, return_sequences=True)),
        layers.Dense(3),
        crf,
    ]
)
model.compile(keras.optimizers.Adam(0.02), loss=crf.loss)
history = model.fit(words, tags, epochs=5, batch_size=32, verbose=0)
print("nll", [round(v, 2) for v in history.history["loss"]])
print(crf.transitions.numpy().round(2))
