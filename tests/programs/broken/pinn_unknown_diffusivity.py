# expect: broken, listed
"""Inverse problem with a PINN: find the diffusivity kappa of u_t = kappa * u_xx."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(1234)
TRUE_KAPPA = 0.3


def exact(x, t):
    return np.exp(-TRUE_KAPPA * np.pi**2 * t) * np.sin(np.pi * x)


class HeatPINN:
    def __init__(self):
        self.net = tf.keras.Sequential(
            [tf.keras.layers.Dense(20, "tanh") for _ in range(2)] + [tf.keras.layers.Dense(1)]
        )
        self.net.build((None, 2))
        self.kappa = tf.Variable(1.0, dtype=tf.float32)  # parameter: kappa, broken
        self.opt = tf.keras.optimizers.Adam(5e-3)

    def residual(self, x, t):
        with tf.GradientTape() as t2:
            t2.watch(x)
            with tf.GradientTape(persistent=True) as t1:
                t1.watch([x, t])
                u = self.net(tf.concat([x, t], axis=1))
            u_x, u_t = t1.gradient(u, x), t1.gradient(u, t)
        return u_t - self.kappa * t2.gradient(u_x, x)

    @tf.function
    def step(self, x, t, u):
        with tf.GradientTape() as tape:
            data = tf.reduce_mean((self.net(tf.concat([x, t], axis=1)) - u) ** 2)
            physics = tf.reduce_mean(self.residual(x, t) ** 2)
            loss = data + physics
        grads = tape.gradient(loss, self.net.trainable_variables)
        self.opt.apply_gradients(zip(grads, self.net.trainable_variables))
        return loss


x, t = np.random.rand(2, 200, 1)
u = exact(x, t)
x, t, u = (tf.constant(a, tf.float32) for a in (x, t, u))
pinn = HeatPINN()
for it in range(150):
    loss = pinn.step(x, t, u)
    if it % 50 == 0:
        tf.print("it", it, "loss", loss, "kappa", pinn.kappa)
print("estimated kappa:", pinn.kappa.numpy(), "true:", TRUE_KAPPA)
