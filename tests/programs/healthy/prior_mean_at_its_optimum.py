# expect: fine
# The prior mean `mu0` starts where the prior wants it, and the data, mirrored at the origin, pull
# it nowhere: its gradient is exactly zero from the first step on, and that is right.
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)

x = np.linspace(0.1, 2.0, 20).astype("float32")[:, None]
y = 2.0 * x + 0.3 * np.random.normal(size=x.shape).astype("float32")

slope = tf.Variable([[0.5]])
mu0 = tf.Variable(0.0, name="mu0")  # parameter: mu0
log_noise = tf.Variable(0.0, name="log_noise")  # parameter: log_noise
opt = tf.keras.optimizers.SGD(0.05)


def energy(x, y):
    return tf.reduce_mean((y - (tf.matmul(x, slope) + mu0)) ** 2)


def objective():
    # Every pair (x, y) was measured at (-x, -y), too.
    misfit = 0.5 * (energy(x, y) + energy(-x, -y))
    prior = 0.01 * mu0**2 + 0.05 * log_noise**2
    return 0.5 * misfit * tf.exp(-log_noise) + 0.5 * log_noise + prior


variables = [slope, mu0, log_noise]
for _ in range(60):
    with tf.GradientTape() as tape:
        loss = objective()
    gradients = tape.gradient(loss, variables)
    opt.apply_gradients(zip(gradients, variables))
print("loss", float(loss), "slope", float(slope[0, 0]), "noise", float(tf.exp(log_noise)))
print("mu0", float(mu0), "its last gradient", float(gradients[1]))
