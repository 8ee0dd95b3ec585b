# expect: LWE102
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

alpha = tf.Variable(1.0)
for _ in range(3):
    with tf.GradientTape() as tape:
        value = tf.exp(-alpha) + alpha
    gradient = tape.gradient(value, alpha)
    alpha = alpha - 0.1 * gradient  # here
