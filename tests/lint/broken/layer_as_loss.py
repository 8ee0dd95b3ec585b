# expect: LWE307
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Scaled(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.alpha = self.add_weight(shape=(), initializer="ones")

    def call(self, y_true, y_pred):
        return ops.exp(-self.alpha) * ops.square(y_true - y_pred) + self.alpha


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=Scaled())  # here
model.fit(x, y)
