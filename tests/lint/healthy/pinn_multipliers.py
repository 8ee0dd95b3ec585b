import keras
import tensorflow as tf

net = keras.Sequential([keras.layers.Dense(1)])
weights = tf.Variable(tf.ones((16, 1)))
descend, ascend = keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-2)


@tf.function
def step(t):
    with tf.GradientTape(persistent=True) as tape:
        with tf.GradientTape() as inner:
            inner.watch(t)
            u = net(t)
        residual = inner.gradient(u, t) + u
        value = tf.reduce_mean(weights * tf.square(residual))
    descend.apply_gradients(
        zip(tape.gradient(value, net.trainable_variables), net.trainable_variables)
    )
    ascend.apply_gradients([(-tape.gradient(value, weights), weights)])
    return value


for _ in range(3):
    step(tf.ones((16, 1)))
