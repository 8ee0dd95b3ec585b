# expect: LWE203
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])
power = tf.Variable(2)  # here
for _ in range(3):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(tf.abs(y - model(x)) ** tf.cast(power, tf.float32))
    variables = model.trainable_variables + [power]
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))
