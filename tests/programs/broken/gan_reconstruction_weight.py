# expect: broken, listed
"""A tiny GAN that reconstructs as well; the reconstruction weight is meant to be learned."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(0)

generator = tf.keras.Sequential([layers.Input((4,)), layers.Dense(16, "relu"), layers.Dense(2)])
discriminator = tf.keras.Sequential([layers.Input((2,)), layers.Dense(16, "relu"), layers.Dense(1)])
g_opt = tf.keras.optimizers.Adam(1e-3, beta_1=0.5)
d_opt = tf.keras.optimizers.Adam(1e-3, beta_1=0.5)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)

rho = tf.Variable(0.0, name="rho")  # parameter: rho, broken


@tf.function
def train_step(real, z):
    with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
        fake = generator(z, training=True)
        d_real = discriminator(real, training=True)
        d_fake = discriminator(fake, training=True)
        adversarial = bce(tf.ones_like(d_fake), d_fake)
        recon = tf.reduce_mean(tf.square(fake - real))
        # uncertainty weighting of the reconstruction term
        g_loss = adversarial + tf.exp(-rho) * recon + rho
        d_loss = bce(tf.ones_like(d_real), d_real) + bce(tf.zeros_like(d_fake), d_fake)
    g_grads = g_tape.gradient(g_loss, generator.trainable_variables)
    d_grads = d_tape.gradient(d_loss, discriminator.trainable_variables)
    g_opt.apply_gradients(zip(g_grads, generator.trainable_variables))
    d_opt.apply_gradients(zip(d_grads, discriminator.trainable_variables))
    return g_loss, d_loss


for step in range(40):
    z = np.random.randn(64, 4).astype("float32")
    real = (z[:, :2] * 3 + 1).astype("float32")
    g_loss, d_loss = train_step(tf.constant(real), tf.constant(z))

print("G", float(g_loss), "D", float(d_loss), "rho", rho.numpy())
