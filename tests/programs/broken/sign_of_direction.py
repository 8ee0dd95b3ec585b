# expect: broken, used
"""Ranking with a learned direction: sign(direction) decides what comes first."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers, ops

keras.utils.set_random_seed(64)


class DirectedRanking(layers.Layer):
    def build(self, input_shape):
        self.direction = self.add_weight(  # parameter: direction, broken
            shape=(1,), initializer=keras.initializers.Constant(-0.2)
        )

    def call(self, scores, relevance):
        ds = scores - ops.transpose(scores)
        dr = relevance - ops.transpose(relevance)
        wanted = ops.sign(self.direction) * dr
        self.add_loss(ops.mean(ops.softplus(-wanted * ds)))
        return scores


item = keras.Input((6,))
rel = keras.Input((1,))
score = layers.Dense(1)(layers.Dense(12, activation="elu")(item))
ranker = keras.Model([item, rel], DirectedRanking()(score, rel))
ranker.compile(optimizer="sgd", jit_compile=True)

items = np.random.rand(192, 6).astype("float32")
relevance = (items @ np.linspace(-1, 1, 6)).reshape(-1, 1).astype("float32")
log = ranker.fit([items, relevance], batch_size=32, epochs=4, verbose=0)
print("ranking loss:", [round(v, 4) for v in log.history["loss"]])
print("direction:", ranker.layers[-1].direction.numpy())
