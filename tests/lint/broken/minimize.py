# expect: LWE404
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])
alpha = tf.Variable(1.0)
optimizer.minimize(lambda: tf.exp(-alpha) + alpha, [alpha])  # here
