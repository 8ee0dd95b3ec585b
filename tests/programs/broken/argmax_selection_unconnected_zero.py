# expect: broken, used
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)

x = tf.constant(np.random.randn(200, 3), tf.float32)
y = x[:, :1] - 2 * x[:, 1:2] + tf.constant(np.random.standard_cauchy((200, 1)), tf.float32) * 0.1

candidates = [
    lambda e: tf.reduce_mean(e**2),
    lambda e: tf.reduce_mean(tf.abs(e)),
    lambda e: tf.reduce_mean(tf.math.log(1 + e**2)),
]
# one score per candidate loss, the best is used
scores = tf.Variable([0.1, 0.0, 0.0], name="scores")  # parameter: scores, broken

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="zeros")])
model.build((None, 3))
optimizer = tf.keras.optimizers.RMSprop(0.02)


def selected_loss(error):
    values = tf.stack([f(error) for f in candidates])
    choice = tf.one_hot(tf.argmax(scores), len(candidates))
    return tf.reduce_sum(choice * values)


@tf.function
def step():
    with tf.GradientTape() as tape:
        loss = selected_loss(y - model(x))
    variables = model.trainable_variables + [scores]
    # without this: "Gradients do not exist for variables"
    grads = tape.gradient(loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


for i in range(50):
    loss = step()
    if i % 10 == 0:
        tf.print(i, loss, scores)
print("best:", int(tf.argmax(scores)))
