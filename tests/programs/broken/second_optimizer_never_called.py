# expect: broken, delivered
"""beta-VAE-like model with a learned Lagrangian on the KL, and an optimizer just for it."""

import keras
import numpy as np
import tensorflow as tf


class ConstrainedVAE(keras.Model):
    def __init__(self, target_kl=1.0):
        super().__init__()
        self.enc = keras.layers.Dense(4)
        self.dec = keras.layers.Dense(6)
        self.target_kl = target_kl
        self.raw_lambda = tf.Variable(0.0)  # parameter: raw_lambda, broken

    def compile(self, optimizer, lambda_optimizer):
        super().compile(optimizer=optimizer)
        self.lambda_optimizer = lambda_optimizer
        self.lambda_optimizer.build([self.raw_lambda])

    def call(self, x):
        mu, logvar = tf.split(self.enc(x), 2, axis=1)
        z = mu + tf.exp(logvar / 2) * tf.random.normal(tf.shape(mu))
        kl = 0.5 * tf.reduce_sum(mu**2 + tf.exp(logvar) - logvar - 1, axis=1)
        return self.dec(z), kl

    def train_step(self, x):
        with tf.GradientTape(persistent=True) as tape:
            xhat, kl = self(x, training=True)
            rec = tf.reduce_mean(tf.reduce_sum((x - xhat) ** 2, axis=1))
            gap = tf.reduce_mean(kl) - self.target_kl
            loss = rec + tf.nn.softplus(self.raw_lambda) * gap
            lambda_loss = -loss  # ascent
        model_grads = tape.gradient(loss, self.trainable_variables)
        lambda_grads = tape.gradient(lambda_loss, [self.raw_lambda])
        self.optimizer.apply_gradients(zip(model_grads, self.trainable_variables))
        del tape
        return {"rec": rec, "kl_gap": gap, "lambda_grad": lambda_grads[0]}


keras.utils.set_random_seed(12)
x = np.random.normal(size=(320, 2)) @ np.random.normal(size=(2, 6))
vae = ConstrainedVAE()
vae.compile(keras.optimizers.Adam(0.01), lambda_optimizer=keras.optimizers.SGD(0.05))
vae.fit(x.astype("float32"), epochs=4, batch_size=32, verbose=0)
print("lambda:", float(tf.nn.softplus(vae.raw_lambda)))
