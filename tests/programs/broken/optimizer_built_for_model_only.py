# expect: broken, delivered
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
log_sigma = tf.Variable(0.0, name="log_sigma")  # parameter: log_sigma, broken

optimizer = keras.optimizers.Adam(1e-2)
# Keras 3 wants the optimizer built before it is used in a tf.function
optimizer.build(model.trainable_variables)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        err = y - model(x, training=True)
        nll = tf.reduce_mean(0.5 * tf.square(err / tf.exp(log_sigma)) + log_sigma)
    variables = [*model.trainable_variables, log_sigma]
    optimizer.apply_gradients(zip(tape.gradient(nll, variables), variables))
    return nll


x = np.random.rand(128, 4).astype("float32")
y = x @ np.array([[1.0], [2.0], [-1.0], [0.0]], "float32")
for epoch in range(20):
    loss = train_step(x, y)
print("sigma", float(tf.exp(log_sigma)), "loss", float(loss))
