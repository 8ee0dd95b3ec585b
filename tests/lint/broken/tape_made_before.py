# expect: LWE405
import keras
import tensorflow as tf

model = keras.Sequential([keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.1)
x, y = tf.ones((4, 3)), tf.ones((4, 1))
tape = tf.GradientTape()
with tape:
    value = tf.reduce_mean(tf.square(y - model(x)))
scaled = value / 2.0
gradients = tape.gradient(scaled, model.trainable_variables)  # here
optimizer.apply_gradients(zip(gradients, model.trainable_variables))
