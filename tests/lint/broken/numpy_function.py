# expect: LWE205
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])
alpha = tf.Variable(1.0)


def compute(y_true, y_pred, alpha):
    return np.float32(np.mean((y_true - y_pred) ** 2) * alpha)


for _ in range(3):
    with tf.GradientTape() as tape:
        value = tf.numpy_function(compute, [y, model(x), alpha], tf.float32)  # here
    variables = model.trainable_variables + [alpha]
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))
