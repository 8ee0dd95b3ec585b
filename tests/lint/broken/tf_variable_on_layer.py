# expect: LWE302
import tensorflow as tf


class Swish(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.beta = tf.Variable(initial_value=tf.ones(input_shape[-1:]))  # here

    def call(self, inputs):
        return inputs * tf.sigmoid(self.beta * inputs)
