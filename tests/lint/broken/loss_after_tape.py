# expect: LWE405
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])

for _ in range(3):
    with tf.GradientTape() as tape:
        prediction = model(x)
    value = tf.reduce_mean(tf.square(y - prediction))
    grads = tape.gradient(value, model.trainable_variables)  # here
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
