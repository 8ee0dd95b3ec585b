# expect: LWE302
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Regressor(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.alpha = tf.Variable(1.0, name="alpha")  # here

    def call(self, inputs):
        return self.dense(inputs)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        error = tf.reduce_mean(tf.square(y - y_pred))
        return error * tf.exp(-self.alpha) + self.alpha


model = Regressor()
model.compile(optimizer="adam")
model.fit(x, y)
