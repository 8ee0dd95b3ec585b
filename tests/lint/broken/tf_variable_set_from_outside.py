# expect: LWE302
import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

model = keras.Sequential([keras.layers.Dense(1)])
model.alpha = tf.Variable(1.0)  # here


def loss(y_true, y_pred):
    return tf.square(y_true - y_pred) * tf.exp(-model.alpha) + model.alpha


model.compile("adam", loss=loss)
model.fit(x, y)
