# expect: LWE103
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])
alpha = tf.Variable(1.0, trainable=False)  # here
for _ in range(3):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(tf.square(y - model(x))) * tf.exp(-alpha) + alpha
    variables = [*model.trainable_variables, alpha]
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))
