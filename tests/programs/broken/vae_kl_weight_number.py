# expect: broken, variable
"""Small VAE with KL annealing."""

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(3)


class VAE(keras.Model):
    def __init__(self, latent_dim=2, **kwargs):
        super().__init__(**kwargs)
        self.enc = keras.Sequential(
            [layers.Dense(24, activation="relu"), layers.Dense(2 * latent_dim)]
        )
        self.dec = keras.Sequential([layers.Dense(24, activation="relu"), layers.Dense(12)])
        self.kl_weight = 0.0  # parameter: kl_weight, broken
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.kl_tracker = keras.metrics.Mean(name="kl")

    @property
    def metrics(self):
        return [self.loss_tracker, self.kl_tracker]

    def train_step(self, data):
        with tf.GradientTape() as tape:
            mean, log_var = tf.split(self.enc(data, training=True), 2, axis=1)
            z = mean + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mean))
            rec = tf.reduce_mean(tf.reduce_sum((data - self.dec(z, training=True)) ** 2, axis=1))
            kl = -0.5 * tf.reduce_mean(
                tf.reduce_sum(1 + log_var - mean**2 - tf.exp(log_var), axis=1)
            )
            loss = rec + self.kl_weight * kl
        grads = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        self.loss_tracker.update_state(loss)
        self.kl_tracker.update_state(kl)
        return {m.name: m.result() for m in self.metrics}


class KLAnnealing(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.kl_weight = min(1.0, self.model.kl_weight + 0.2)


data = np.random.normal(size=(320, 3)) @ np.random.normal(size=(3, 12))
vae = VAE()
vae.compile(optimizer=keras.optimizers.Adam(1e-3))
vae.fit(data.astype("float32"), epochs=8, batch_size=64, verbose=2, callbacks=[KLAnnealing()])
print("KL weight at the end:", vae.kl_weight)
