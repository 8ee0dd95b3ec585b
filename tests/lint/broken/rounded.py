# expect: LWE202
import keras
import tensorflow as tf


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.power = self.add_weight(shape=(), initializer="ones", name="power")

    def call(self, x):
        return self.dense(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        power = tf.round(self.power * 2.0)  # here
        return tf.reduce_mean(tf.abs(y - y_pred) ** power)
