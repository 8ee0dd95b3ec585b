# expect: LWE104
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])
alpha = 1.0
with tf.GradientTape() as tape:
    value = tf.reduce_mean(tf.square(y - model(x))) * alpha
gradient = tape.gradient(value, [alpha])  # here
