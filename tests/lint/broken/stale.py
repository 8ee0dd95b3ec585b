# expect: LWE204
import keras
import tensorflow as tf


class Gaussian(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.log_sigma = tf.Variable(0.0)
        self.sigma = tf.exp(self.log_sigma)  # here

    def call(self, y_true, y_pred):
        return tf.square((y_true - y_pred) / self.sigma) / 2 + tf.math.log(self.sigma)


def step(model, loss, optimizer, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    variables = model.trainable_variables + [loss.log_sigma]
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))


step(keras.Sequential([keras.layers.Dense(1)]), Gaussian(), keras.optimizers.SGD(), None, None)
