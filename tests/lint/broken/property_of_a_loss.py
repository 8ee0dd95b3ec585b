# expect: LWE301
import functools

import keras
import tensorflow as tf


class Robust(keras.losses.Loss):
    def __init__(self, start):
        super().__init__()
        self.latent = tf.Variable(start)  # here

    @property
    def alpha(self):
        return 2.0 * tf.sigmoid(self.latent)

    def call(self, y_true, y_pred):
        return tf.abs(y_true - y_pred) ** self.alpha


def shifted(y_true, y_pred, loss):
    return loss(y_true, y_pred + 1.0)


robust = Robust(0.5)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=robust)
other = keras.Sequential([keras.layers.Dense(1)])
other.compile("adam", loss=functools.partial(shifted, loss=robust))
