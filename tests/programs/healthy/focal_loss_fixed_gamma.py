# expect: fine
import keras
import numpy as np
from keras import ops


class FocalLoss(keras.losses.Loss):
    def __init__(self, gamma=2.0, alpha=0.25, **kwargs):
        super().__init__(**kwargs)
        self.gamma = gamma
        self.alpha = alpha

    def call(self, y_true, y_pred):
        y_true = ops.cast(y_true, y_pred.dtype)
        p = ops.clip(y_pred, 1e-7, 1 - 1e-7)
        p_t = ops.where(ops.equal(y_true, 1), p, 1 - p)
        alpha_t = ops.where(ops.equal(y_true, 1), self.alpha, 1 - self.alpha)
        return ops.mean(-alpha_t * ops.power(1 - p_t, self.gamma) * ops.log(p_t), axis=-1)

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma, "alpha": self.alpha}


def make_data(n=800, positives=0.05):
    rng = np.random.default_rng(0)
    y = (rng.random(n) < positives).astype("float32")
    x = rng.normal(size=(n, 8)) + 1.2 * y[:, None]
    return x.astype("float32"), y[:, None]


keras.utils.set_random_seed(0)
x_train, y_train = make_data()
model = keras.Sequential(
    [
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(
            1, activation="sigmoid", bias_initializer=keras.initializers.Constant(-2.5)
        ),
    ]
)
model.compile("adam", loss=FocalLoss(gamma=2.0), metrics=[keras.metrics.AUC(name="auc")])
model.fit(x_train, y_train, epochs=5, class_weight={0: 1.0, 1: 5.0}, verbose=2)
# The same network again, milder focusing.
model.compile("adam", loss=FocalLoss(gamma=1.0), metrics=[keras.metrics.AUC(name="auc")])
model.fit(x_train, y_train, epochs=3, verbose=2)
