# expect: broken, listed
import keras
import numpy as np
from keras import ops

keras.utils.set_random_seed(13)
rng = np.random.default_rng(13)


class SoftMarginRanking(keras.losses.Loss):
    """Logistic ranking loss with a learned steepness `kappa` and offset `margin`."""

    def __init__(self):
        super().__init__()
        self.kappa = keras.Variable(1.0, dtype="float32")  # parameter: kappa, broken
        self.margin = keras.Variable(0.2, dtype="float32")  # parameter: margin, broken

    def call(self, y_true, scores):
        diff = scores[:, 0] - scores[:, 1]
        sign = 2.0 * y_true[:, 0] - 1.0
        return ops.softplus(-self.kappa * (sign * diff - self.margin))


class Scorer(keras.Model):
    def __init__(self):
        super().__init__()
        self.f = keras.Sequential([keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)])

    def call(self, pair):
        return ops.concatenate([self.f(pair[:, 0]), self.f(pair[:, 1])], axis=-1)


ranking = SoftMarginRanking()
scorer = Scorer()
scorer.compile(optimizer=keras.optimizers.Nadam(0.01), loss=ranking)
for i in range(60):
    pairs = rng.normal(size=(32, 2, 6)).astype("float32")
    first_wins = (pairs[:, 0].sum(-1) > pairs[:, 1].sum(-1)).astype("float32")[:, None]
    value = scorer.train_on_batch(pairs, first_wins)
    if i % 20 == 0:
        print(i, float(value), float(ranking.kappa), float(ranking.margin))
print("kappa", float(ranking.kappa), "margin", float(ranking.margin))
