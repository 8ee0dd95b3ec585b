# expect: fine
"""Helmholtz machine: the decoder learns from data (wake), the encoder from dreams (sleep)."""

import keras
import numpy as np
import tensorflow as tf

LOG_2PI = float(np.log(2 * np.pi))


def gaussian_nll(x, mean, log_sd):
    z = (x - mean) * tf.exp(-log_sd)
    return tf.reduce_mean(tf.reduce_sum(0.5 * z**2 + log_sd + 0.5 * LOG_2PI, axis=-1))


class Helmholtz(keras.Model):
    def __init__(self, features, latent):
        super().__init__()
        self.latent = latent
        self.encoder = keras.Sequential(
            [keras.Input((features,)), keras.layers.Dense(24, "tanh"), keras.layers.Dense(latent)]
        )
        self.decoder = keras.Sequential(
            [keras.Input((latent,)), keras.layers.Dense(24, "tanh"), keras.layers.Dense(features)]
        )
        self.q_log_sd = keras.Variable(tf.zeros(latent), name="q_log_sd")  # parameter: q_log_sd
        self.p_log_sd = keras.Variable(tf.zeros(features), name="p_log_sd")  # parameter: p_log_sd

    def compile(self, wake_optimizer, sleep_optimizer):
        super().compile()
        self.wake_optimizer, self.sleep_optimizer = wake_optimizer, sleep_optimizer

    def train_step(self, x):
        n = tf.shape(x)[0]
        mean = self.encoder(x)
        z = mean + tf.exp(self.q_log_sd) * tf.random.normal(tf.shape(mean))
        generative = self.decoder.trainable_variables + [self.p_log_sd]
        with tf.GradientTape() as tape:
            wake = gaussian_nll(x, self.decoder(tf.stop_gradient(z)), self.p_log_sd)
        self.wake_optimizer.apply(tape.gradient(wake, generative), generative)

        dream_z = tf.random.normal((n, self.latent))
        dream = self.decoder(dream_z)
        dream += tf.exp(self.p_log_sd) * tf.random.normal(tf.shape(dream))
        recognition = self.encoder.trainable_variables + [self.q_log_sd]
        with tf.GradientTape() as tape:
            sleep = gaussian_nll(dream_z, self.encoder(tf.stop_gradient(dream)), self.q_log_sd)
        self.sleep_optimizer.apply(tape.gradient(sleep, recognition), recognition)
        return {"wake": wake, "sleep": sleep}


keras.utils.set_random_seed(8)
x = np.random.normal(size=(480, 1)) * [1.0, -2.0, 0.5] + 0.1 * np.random.normal(size=(480, 3))
machine = Helmholtz(3, 1)
machine.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
machine.fit(x.astype("float32"), batch_size=32, epochs=6, verbose=2)
print("sd of q", np.exp(machine.q_log_sd.numpy()), "sd of p", np.exp(machine.p_log_sd.numpy()))
