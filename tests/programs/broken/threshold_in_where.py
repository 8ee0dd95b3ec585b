# expect: broken, used
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(15)


class TrimmedLossModel(keras.Model):
    """Errors above the learned cutoff are treated as outliers."""

    def __init__(self, base, cutoff=2.0, **kwargs):
        super().__init__(**kwargs)
        self.base = base
        self.cutoff = keras.Variable(  # parameter: cutoff, broken
            cutoff, dtype="float32", name="cutoff"
        )

    def call(self, x):
        return self.base(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        err = ops.abs(y - y_pred)
        outlier = ops.where(err > self.cutoff, 1.0, 0.0)
        inlier_loss = ops.sum((1 - outlier) * err**2) / (ops.sum(1 - outlier) + 1.0)
        return inlier_loss + 0.1 * ops.mean(outlier)


def make_data(n=300):
    x = np.random.uniform(-1, 1, (n, 3)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    y[::10] += 10.0
    return x, y


model = TrimmedLossModel(keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)]))
model.compile(optimizer="adam")
x, y = make_data()
for epoch in range(3):
    for i in range(0, 300, 50):
        loss = model.train_on_batch(x[i : i + 50], y[i : i + 50])
    print(epoch, loss, float(model.cutoff))
