import keras
import tensorflow as tf

w = tf.Variable(tf.ones((3, 1)))
rate = tf.Variable(0.1)
outer = keras.optimizers.Adam(1e-3)
for _ in range(3):
    x = tf.random.normal((8, 3))
    with tf.GradientTape() as outer_tape:
        with tf.GradientTape() as inner_tape:
            inner = tf.reduce_mean(tf.square(x @ w))
        fast = w - rate * inner_tape.gradient(inner, w)
        value = tf.reduce_mean(tf.square(x @ fast - 1.0))
    grads = outer_tape.gradient(value, [w, rate])
    outer.apply_gradients(zip(grads, [w, rate]))
