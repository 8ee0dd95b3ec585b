# expect: fine
import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import make_moons


def Coupling(width):
    inputs = keras.Input((2,))
    h = keras.layers.Dense(width, activation="relu")(inputs)
    h = keras.layers.Dense(width, activation="relu")(h)
    s = keras.layers.Dense(2, activation="tanh", kernel_initializer="zeros")(h)
    t = keras.layers.Dense(2, kernel_initializer="zeros")(h)
    return keras.Model(inputs, [s, t])


class RealNVP(keras.Model):
    def __init__(self, n_layers=4):
        super().__init__()
        self.masks = np.array([[0, 1], [1, 0]] * (n_layers // 2), "float32")
        self.couplings = [Coupling(24) for _ in range(n_layers)]
        # The base distribution: a Gaussian with learned centre and width.
        self.loc = self.add_weight(shape=(2,), initializer="zeros", name="loc")  # parameter: loc
        self.log_sd = self.add_weight(shape=(2,), initializer="zeros")  # parameter: log_sd

    def call(self, x):
        log_det = 0.0
        for mask, net in zip(self.masks, self.couplings):
            s, t = net(x * mask)
            s, t = s * (1 - mask), t * (1 - mask)
            x = mask * x + (1 - mask) * (x * tf.exp(s) + t)
            log_det += tf.reduce_sum(s, axis=1)
        return x, log_det

    def log_prob(self, x):
        z, log_det = self(x)
        u = (z - self.loc) * tf.exp(-self.log_sd)
        base = -0.5 * u**2 - self.log_sd - 0.5 * np.log(2 * np.pi)
        return tf.reduce_sum(base, axis=1) + log_det

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.log_prob(x))
        g = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.trainable_variables))
        return {"nll": loss}

    def test_step(self, x):
        return {"nll": -tf.reduce_mean(self.log_prob(x))}


keras.utils.set_random_seed(9)
moons = make_moons(600, noise=0.05, random_state=9)[0].astype("float32")
moons = (moons - moons.mean(0)) / moons.std(0) + [1.0, -0.5]
flow = RealNVP()
flow.compile(optimizer=keras.optimizers.Adam(5e-3))
flow.fit(moons, batch_size=50, epochs=6, verbose=0)
print("nll", flow.evaluate(moons, verbose=0, return_dict=True), "centre", flow.loc.numpy())
