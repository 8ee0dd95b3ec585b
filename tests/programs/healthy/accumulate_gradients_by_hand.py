# expect: fine
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(9)
ACCUMULATE = 4
CLIP = 1.0

x = tf.random.normal((512, 5))
y1 = tf.reduce_sum(x, 1, keepdims=True) + tf.random.normal((512, 1), stddev=0.2)
y2 = x[:, :1] * 4 + tf.random.normal((512, 1), stddev=2.0)

inp = tf.keras.Input((5,))
h = tf.keras.layers.Dense(16, activation="elu")(inp)
net = tf.keras.Model(inp, [tf.keras.layers.Dense(1)(h), tf.keras.layers.Dense(1)(h)])
s = tf.Variable([0.0, 0.0], name="s")  # parameter: s
params = [*net.trainable_variables, s]
accumulated = [tf.Variable(tf.zeros(p.shape), trainable=False) for p in params]
adam = tf.keras.optimizers.Adam(0.02)


@tf.function
def micro_step(xb, a, b):
    with tf.GradientTape() as tape:
        p, q = net(xb, training=True)
        losses = tf.stack([tf.reduce_mean((a - p) ** 2), tf.reduce_mean((b - q) ** 2)])
        total = tf.reduce_sum(tf.exp(-s) * losses + s)
    for slot, g in zip(accumulated, tape.gradient(total, params)):
        slot.assign_add(g / ACCUMULATE)
    return total


@tf.function
def apply_step():
    grads, norm = tf.clip_by_global_norm([a.value() for a in accumulated], CLIP)
    adam.apply_gradients(zip(grads, params))
    for slot in accumulated:
        slot.assign(tf.zeros_like(slot))
    return norm


batches = tf.data.Dataset.from_tensor_slices((x, y1, y2)).shuffle(512, seed=1).batch(16).repeat(3)
for i, batch in enumerate(batches, start=1):
    total = micro_step(*batch)
    if i % ACCUMULATE == 0:
        apply_step()
print("total", float(total), "task variances", np.exp(s.numpy()))
