# expect: broken, delivered
import keras
import numpy as np
import tensorflow as tf


class GammaNLLModel(keras.Model):
    """Positive targets; the shape of the Gamma distribution is shared and learned."""

    def __init__(self, units=16):
        super().__init__()
        self.hidden = keras.layers.Dense(units, activation="relu")
        self.log_mean = keras.layers.Dense(1)
        self.log_shape = tf.Variable(0.0, name="log_shape")  # parameter: log_shape, broken

    def call(self, x):
        return self.log_mean(self.hidden(x))

    def nll(self, y, log_mean):
        k = tf.exp(self.log_shape)
        rate_log = self.log_shape - log_mean
        log_p = k * rate_log - tf.math.lgamma(k) + (k - 1) * tf.math.log(y) - y * tf.exp(rate_log)
        return -tf.reduce_mean(log_p)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.nll(y, self(x, training=True))
        weights = self.trainable_weights
        *grads, shape_grad = tape.gradient(loss, [*weights, self.log_shape])
        self.optimizer.apply(grads, weights)
        return {"nll": loss, "d_shape": shape_grad, "shape": tf.exp(self.log_shape)}


if __name__ == "__main__":
    keras.utils.set_random_seed(3)
    x = np.random.rand(256, 3).astype("float32")
    y = np.random.gamma(4.0, np.exp(x[:, :1]) / 4.0).astype("float32") + 1e-3
    model = GammaNLLModel()
    model.compile(optimizer=keras.optimizers.Adam(5e-3))
    logs = model.fit(x, y, epochs=4, batch_size=32, verbose=0).history
    print({k: round(float(v[-1]), 4) for k, v in logs.items()})
