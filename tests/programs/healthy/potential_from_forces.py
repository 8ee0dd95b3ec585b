# expect: fine
"""An energy learned from forces. Only dE/dx enters the loss: the last bias gets no gradient."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(3)
rng = np.random.default_rng(3)

positions = rng.uniform(-1.5, 1.5, (256, 2)).astype("float32")
r2 = (positions**2).sum(1, keepdims=True)
forces = (-4 * positions * (r2 - 1)).astype("float32")
forces += rng.normal(scale=[0.1, 0.4], size=forces.shape).astype("float32")


class ForceField(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.net = tf.keras.Sequential(
            [
                tf.keras.layers.Dense(32, activation="softplus"),
                tf.keras.layers.Dense(32, activation="softplus"),
                tf.keras.layers.Dense(1),
            ]
        )
        # One noise level for each component of the force.
        self.log_noise = self.add_weight(shape=(2,), initializer="zeros")  # parameter: log_noise

    def call(self, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            energy = self.net(x)
        return -tape.gradient(energy, x)


field = ForceField()
optimizer = tf.keras.optimizers.Adam(0.01)
dataset = tf.data.Dataset.from_tensor_slices((positions, forces)).shuffle(256).batch(32)


@tf.function
def step(x, f):
    with tf.GradientTape() as tape:
        z = (field(x) - f) * tf.exp(-field.log_noise)
        nll = tf.reduce_mean(0.5 * z**2 + field.log_noise)
    grads = tape.gradient(nll, field.trainable_variables)
    pairs = [(g, v) for g, v in zip(grads, field.trainable_variables) if g is not None]
    optimizer.apply_gradients(pairs)
    return nll


for _ in range(12):
    for x, f in dataset:
        nll = step(x, f)
print("nll", float(nll), "noise", np.exp(field.log_noise.numpy()))
