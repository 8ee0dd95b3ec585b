import keras
import tensorflow as tf


class Quantised(keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 4))
        self.scale = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        scaled = self.kernel / self.scale
        rounded = scaled + tf.stop_gradient(tf.round(scaled) - scaled)
        return tf.matmul(x, rounded * self.scale)
