# expect: broken, variable
"""Two tasks weighted by their uncertainty (Kendall et al.), own training loop."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(1)

x = np.random.normal(size=(256, 6)).astype("float32")
y_area = (x[:, :1] * 2 - x[:, 1:2]).astype("float32")
y_price = (np.abs(x[:, 2:3]) * 10 + 3).astype("float32")

inputs = keras.Input((6,))
h = layers.Dense(16, activation="relu")(inputs)
model = keras.Model(inputs, [layers.Dense(1)(h), layers.Dense(1)(h)])

# one log variance per task, trained together with the network
log_vars = np.zeros(2, dtype="float32")  # parameter: log_vars, broken

optimizer = keras.optimizers.Adam(1e-2)
dataset = tf.data.Dataset.from_tensor_slices((x, y_area, y_price)).shuffle(256).batch(32)

for epoch in range(3):
    for xb, area, price in dataset:
        with tf.GradientTape() as tape:
            p_area, p_price = model(xb, training=True)
            mse_area = tf.reduce_mean(tf.square(area - p_area))
            mse_price = tf.reduce_mean(tf.square(price - p_price))
            loss = tf.exp(-log_vars[0]) * mse_area + log_vars[0]
            loss += tf.exp(-log_vars[1]) * mse_price + log_vars[1]
        params = [*model.trainable_variables, log_vars]
        grads = tape.gradient(loss, params)
        optimizer.apply_gradients(zip(grads, params))
    print(f"epoch {epoch}: loss {loss:.3f}, sigmas {np.exp(log_vars / 2)}")
