# expect: broken, moved
import numpy as np
import tensorflow as tf
from tensorflow import keras

CONFIG = dict(epochs=4, batch=32, lr_model=1e-3, lr_loss=1e-12, seed=0)


class AdaptiveRobustLoss(keras.losses.Loss):
    """Simplified Barron loss; alpha and c are trained by an optimizer of their own."""

    def __init__(self):
        super().__init__()
        self.alpha = tf.Variable(1.0, name="alpha")  # parameter: alpha, broken
        self.log_c = tf.Variable(0.0, name="log_c")  # parameter: log_c, broken

    def call(self, y_true, y_pred):
        a = 2.0 * tf.sigmoid(self.alpha) + 1e-3
        c = tf.exp(self.log_c)
        z = tf.square((y_true - y_pred) / c)
        b = tf.abs(a - 2.0) + 1e-3
        return b / a * ((z / b + 1.0) ** (a / 2.0) - 1.0) + self.log_c


def main(cfg):
    keras.utils.set_random_seed(cfg["seed"])
    x = np.random.randn(256, 3).astype("float32")
    y = (x @ [[1.0], [2.0], [3.0]] + np.random.standard_t(1.5, (256, 1))).astype("float32")
    model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
    loss_fn = AdaptiveRobustLoss()
    opt_model = keras.optimizers.Adam(cfg["lr_model"])
    opt_loss = keras.optimizers.Adam(cfg["lr_loss"])

    @tf.function
    def train_step(xb, yb):
        with tf.GradientTape() as tape:
            loss = loss_fn(yb, model(xb, training=True))
        weights, extra = model.trainable_variables, [loss_fn.alpha, loss_fn.log_c]
        g_weights, g_extra = tape.gradient(loss, (weights, extra))
        opt_model.apply_gradients(zip(g_weights, weights))
        opt_loss.apply_gradients(zip(g_extra, extra))
        return loss

    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(cfg["batch"])
    for epoch in range(cfg["epochs"]):
        for batch in data:
            loss = train_step(*batch)
        print(epoch, float(loss), float(loss_fn.alpha), float(loss_fn.log_c))


main(CONFIG)
