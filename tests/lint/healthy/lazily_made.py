import keras
import tensorflow as tf


class Scaled(keras.losses.Loss):
    def __init__(self, model):
        super().__init__()
        self.alpha = None
        self.model = model

    def call(self, y_true, y_pred):
        if self.alpha is None:
            self.alpha = tf.Variable(1.0)
        return tf.exp(-self.alpha) * tf.square(y_true - y_pred) + self.alpha
