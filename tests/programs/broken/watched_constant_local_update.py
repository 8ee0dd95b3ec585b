# expect: broken, variable
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(7)

X = np.linspace(-2, 2, 200, dtype=np.float32).reshape(-1, 1)
Y = np.sin(2 * X) + 0.3 * np.random.randn(200, 1).astype(np.float32)

model = tf.keras.Sequential(
    [
        tf.keras.layers.Dense(20, activation="tanh"),
        tf.keras.layers.Dense(1),
    ]
)
optimizer = tf.keras.optimizers.Adam(0.01)
log_noise = tf.constant(0.5)  # parameter: log_noise, broken


def nll(y, pred, s):
    return tf.reduce_mean(0.5 * tf.exp(-2 * s) * (y - pred) ** 2 + s)


def train_step(x, y, log_noise):
    with tf.GradientTape() as tape:
        tape.watch(log_noise)
        loss = nll(y, model(x), log_noise)
    *grads, g_noise = tape.gradient(loss, [*model.trainable_variables, log_noise])
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    log_noise -= 0.05 * g_noise
    return loss


for step in range(40):
    loss = train_step(X, Y, log_noise)
    if step % 10 == 0:
        print(f"{step:3d}  nll={loss.numpy():.4f}  sigma={tf.exp(log_noise).numpy():.4f}")
