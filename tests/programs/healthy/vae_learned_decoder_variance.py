# expect: fine
"""Sigma-VAE: the decoder's noise level is one number, learned with the rest."""

import keras
import numpy as np
from keras import layers, ops

LATENT = 2


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        eps = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_var) * eps


class SigmaVAE(keras.Model):
    def __init__(self, n_features):
        super().__init__()
        self.hidden = layers.Dense(32, activation="relu")
        self.z_mean = layers.Dense(LATENT)
        self.z_log_var = layers.Dense(LATENT)
        self.sampling = Sampling()
        self.decoder = keras.Sequential([layers.Dense(32, "relu"), layers.Dense(n_features)])
        self.log_sigma = self.add_weight(initializer="zeros")  # parameter: log_sigma
        self.kl_tracker = keras.metrics.Mean(name="kl")

    def call(self, x):
        h = self.hidden(x)
        mean, log_var = self.z_mean(h), self.z_log_var(h)
        kl = -0.5 * ops.sum(1 + log_var - ops.square(mean) - ops.exp(log_var), axis=-1)
        self.add_loss(ops.mean(kl))
        self.kl_tracker.update_state(kl)
        return self.decoder(self.sampling([mean, log_var]))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        sq = ops.square((x - y_pred) / ops.exp(self.log_sigma))
        nll = ops.sum(0.5 * sq + self.log_sigma + 0.5 * np.log(2 * np.pi), axis=-1)
        return ops.mean(nll) + sum(self.losses)


if __name__ == "__main__":
    keras.utils.set_random_seed(11)
    rng = np.random.default_rng(11)
    t = rng.normal(size=(600, 2))
    x = np.tanh(t @ rng.normal(size=(2, 8))) + 0.1 * rng.normal(size=(600, 8))
    vae = SigmaVAE(8)
    vae.compile(optimizer=keras.optimizers.Adam(5e-3))
    vae.fit(x.astype("float32"), epochs=6, batch_size=50, verbose=2)
    print("learned sigma:", float(ops.exp(vae.log_sigma)))
