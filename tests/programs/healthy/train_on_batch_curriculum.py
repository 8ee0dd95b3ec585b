# expect: fine
import logging

import keras
import numpy as np
from keras import layers, ops

logging.basicConfig(level=logging.INFO, format="%(message)s")
log = logging.getLogger("curriculum")


class SuperLoss(keras.Model):
    """Each example owns a difficulty that is learned along with the network (data parameters)."""

    def __init__(self, n_examples, n_classes):
        super().__init__()
        self.net = keras.Sequential([layers.Dense(24, activation="relu"), layers.Dense(n_classes)])
        self.difficulty = layers.Embedding(n_examples, 1, embeddings_initializer="zeros")
        self.class_temp = self.add_weight((n_classes,), "zeros")  # parameter: class_temp

    def call(self, inputs):
        return self.net(inputs["x"])

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        temp = ops.exp(self.difficulty(x["id"])[:, 0] + ops.take(self.class_temp, y))
        ce = keras.losses.sparse_categorical_crossentropy(
            y, y_pred / temp[:, None], from_logits=True
        )
        decay = 0.05 * ops.mean(ops.square(ops.log(temp)))
        return ops.mean(ce) + decay


def main(steps=60, batch=32):
    keras.utils.set_random_seed(14)
    rng = np.random.default_rng(14)
    y = rng.integers(0, 3, 300)
    x = (np.eye(3)[y] * 2 + rng.normal(size=(300, 3))).astype("float32")
    noisy = rng.random(300) < 0.2
    y = np.where(noisy, rng.integers(0, 3, 300), y)

    model = SuperLoss(300, 3)
    model.compile(optimizer=keras.optimizers.Adam(0.02))
    margin = np.abs(x[np.arange(300), y] - x.mean(1))
    easy_first = np.argsort(-margin)
    for step in range(1, steps + 1):
        pool = easy_first[: int(300 * min(1.0, 0.3 + step / steps))]
        pick = rng.choice(pool, batch, replace=False)
        loss = model.train_on_batch({"x": x[pick], "id": pick}, y[pick])
        if step % 20 == 0:
            log.info("step %d pool %d loss %.3f", step, len(pool), float(loss))
    d = model.difficulty.embeddings.numpy()[:, 0]
    log.info("difficulty, noisy %.3f, clean %.3f", d[noisy].mean(), d[~noisy].mean())
    log.info("class temperatures %s", np.exp(model.class_temp.numpy()))


if __name__ == "__main__":
    main()
