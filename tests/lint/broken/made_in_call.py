# expect: LWE101
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Scaled(keras.losses.Loss):
    def call(self, y_true, y_pred):
        alpha = tf.Variable(1.0)  # here
        return tf.exp(-alpha) * tf.square(y_true - y_pred) + alpha


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=Scaled(), run_eagerly=True)
