# expect: broken, variable
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)
model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)


def focal_mse(y_true, y_pred):
    gamma = tf.Variable(1.5, name="gamma")  # parameter: gamma, broken
    err = tf.abs(y_true - y_pred)
    loss = tf.reduce_mean(err**2 * (1 - tf.exp(-err)) ** gamma) + 0.1 * (gamma - 1) ** 2
    return loss, gamma


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss, gamma = focal_mse(y, model(x, training=True))
    variables = model.trainable_variables + [gamma]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


x = np.random.normal(size=(96, 3)).astype(np.float32)
y = np.sum(x**2, axis=1, keepdims=True)
for epoch in range(10):
    print(epoch, train_step(x, y).numpy())
