# expect: broken, delivered
"""First plain MSE with fit(), then fine-tuning with a learned loss in a loop of our own."""

import numpy as np
import tensorflow as tf


def build():
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(1)]
    )
    model.compile(optimizer=tf.keras.optimizers.Adam(1e-3), loss="mse")
    return model


def robust_loss(y, p, scale):
    s = tf.nn.softplus(scale)
    return tf.reduce_mean(tf.math.log1p(((y - p) / s) ** 2) + tf.math.log(s))


def fine_tune(model, x, y, epochs):
    scale = tf.Variable(1.0)  # parameter: scale, broken
    trainable = model.trainable_variables + [scale]
    for epoch in range(epochs):
        for i in range(0, len(x), 50):
            with tf.GradientTape() as tape:
                loss = robust_loss(y[i : i + 50], model(x[i : i + 50]), scale)
            model.optimizer.apply_gradients(zip(tape.gradient(loss, trainable), trainable))
        print("epoch", epoch, "loss", float(loss))
    return scale


tf.keras.utils.set_random_seed(2)
x = np.random.randn(200, 3).astype("float32")
y = (x[:, :1] ** 2 + np.random.standard_cauchy((200, 1)) * 0.05).astype("float32")
model = build()
model.fit(x, y, epochs=2, verbose=0)
print(fine_tune(model, x, y, epochs=5))
