# expect: fine
"""Self-adaptive PINN (McClenny & Braga-Neto): point weights by gradient ascent."""

import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(1234)


class Poisson1D:
    """u'' = -pi^2 sin(pi x) on (0, 1), u(0) = u(1) = 0."""

    def __init__(self, n_f=48):
        self.x_f = tf.constant(np.linspace(0.02, 0.98, n_f)[:, None], tf.float32)
        self.x_b = tf.constant([[0.0], [1.0]])
        self.model = keras.Sequential(
            [keras.Input((1,)), keras.layers.Dense(20, "tanh"), keras.layers.Dense(1)]
        )
        self.lam_f = tf.Variable(tf.random.uniform([n_f, 1]))  # parameter: lam_f
        self.lam_b = tf.Variable(tf.random.uniform([2, 1]) * 5)  # parameter: lam_b
        self.opt_u = keras.optimizers.Adam(0.005)
        self.opt_lam = keras.optimizers.Adam(0.01)

    def residual(self, x):
        with tf.GradientTape() as t2:
            t2.watch(x)
            with tf.GradientTape() as t1:
                t1.watch(x)
                u = self.model(x)
            u_x = t1.gradient(u, x)
        return t2.gradient(u_x, x) + np.pi**2 * tf.sin(np.pi * x)

    @tf.function
    def step(self):
        with tf.GradientTape(persistent=True) as tape:
            f = tf.reduce_mean((self.lam_f * self.residual(self.x_f)) ** 2)
            b = tf.reduce_mean((self.lam_b * self.model(self.x_b)) ** 2)
            loss = f + b
        weights = self.model.trainable_variables
        lams = [self.lam_f, self.lam_b]
        grads = tape.gradient(loss, weights)
        grads_lam = tape.gradient(loss, lams)
        del tape
        self.opt_u.apply_gradients(zip(grads, weights))
        # Ascent: the weights grow where the residual stays large.
        self.opt_lam.apply_gradients(zip([-g for g in grads_lam], lams))
        return loss


problem = Poisson1D()
for it in range(200):
    loss = problem.step()
    if it % 50 == 0:
        print(it, float(loss), float(tf.reduce_mean(problem.lam_f)))
x = np.linspace(0, 1, 5, dtype="float32")[:, None]
print(problem.model(x).numpy().ravel(), np.sin(np.pi * x).ravel())
