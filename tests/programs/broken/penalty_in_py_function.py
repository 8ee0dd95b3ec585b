# expect: broken, used
"""The reconstruction loss needs plain Python, so it goes through tf.py_function."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(6)

autoencoder = keras.Sequential(
    [keras.Input((16,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(16)]
)
rho = tf.Variable(0.5, name="rho")  # parameter: rho, broken


def python_loss(target, output):
    error = tf.reduce_mean(tf.square(target - output))
    sparsity = tf.reduce_mean(tf.abs(output))
    return error + rho * sparsity + 0.5 * (1.0 - rho) ** 2


def loss_fn(target, output):
    value = tf.py_function(python_loss, [target, output], tf.float32)
    value.set_shape(())
    return value


optimizer = keras.optimizers.Adam(1e-3)


@tf.function
def train_step(batch):
    with tf.GradientTape() as tape:
        loss = loss_fn(batch, autoencoder(batch, training=True))
    variables = [*autoencoder.trainable_variables, rho]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


images = np.random.rand(256, 16).astype("float32")
for epoch in range(2):
    for batch in np.split(images, 8):
        loss = train_step(batch)
    print(f"epoch {epoch + 1}  loss {float(loss):.4f}  rho {float(rho):.4f}")
