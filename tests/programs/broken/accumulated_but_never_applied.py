# expect: broken, delivered
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(20)
ACCUM = 4

model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(1)])
omega = tf.Variable(0.0, name="omega")  # parameter: omega, broken
all_vars = [v.value for v in model.trainable_variables] + [omega]
buffers = [tf.Variable(tf.zeros_like(v), trainable=False) for v in all_vars]
optimizer = keras.optimizers.Adam(5e-3)


def loss_fn(y, p):
    return tf.reduce_mean(tf.abs(y - p)) * tf.exp(-omega) + omega


@tf.function
def accumulate(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    for buf, g in zip(buffers, tape.gradient(loss, all_vars)):
        buf.assign_add(g / ACCUM)
    return loss


@tf.function
def apply_accumulated():
    n = len(model.trainable_variables)
    optimizer.apply(buffers[:n], model.trainable_variables)
    for buf in buffers:
        buf.assign(tf.zeros_like(buf))


x = np.random.normal(size=(64 * 8, 6)).astype("float32")
y = x[:, :1] - x[:, 1:2] ** 2
step = 0
for epoch in range(8):
    for i in range(0, len(x), 64):
        loss = accumulate(x[i : i + 64], y[i : i + 64])
        step += 1
        if step % ACCUM == 0:
            apply_accumulated()
print("updates:", step // ACCUM, "loss:", float(loss), "omega:", float(omega))
