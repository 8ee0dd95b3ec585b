# expect: broken, moved
"""Own loop with a LossScaleOptimizer, as for mixed precision."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(33)

model = tf.keras.Sequential(
    [tf.keras.Input((7,)), tf.keras.layers.Dense(14, "relu"), tf.keras.layers.Dense(1)]
)
tradeoff = tf.Variable(-0.5, name="tradeoff")  # parameter: tradeoff, broken
inner = tf.keras.optimizers.SGD(learning_rate=0.05)
optimizer = tf.keras.mixed_precision.LossScaleOptimizer(inner)


def objective(y, y_pred):
    under = tf.reduce_mean(tf.nn.relu(y - y_pred))
    over = tf.reduce_mean(tf.nn.relu(y_pred - y))
    a = tf.sigmoid(tradeoff)
    return a * under + (1 - a) * over - 0.1 * tf.math.log(a * (1 - a))


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = objective(y, model(x, training=True))
    variables = model.trainable_variables + [tradeoff]
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


x = np.random.rand(160, 7).astype("float32")
y = x.max(axis=1, keepdims=True) * 4
for epoch in range(8):
    for i in range(0, 160, 32):
        loss = train_step(x[i : i + 32], y[i : i + 32])
print("loss:", float(loss), "tradeoff:", float(tf.sigmoid(tradeoff)))
