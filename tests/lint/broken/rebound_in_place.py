# expect: LWE102
import keras
import tensorflow as tf


class Trainer:
    def __init__(self, model):
        self.model = model
        self.temperature = keras.Variable(1.0)

    def step(self, x, y):
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.square(self.model(x) / self.temperature - y))
        gradient = tape.gradient(value, self.temperature)
        self.temperature -= 0.1 * gradient  # here
        return value
