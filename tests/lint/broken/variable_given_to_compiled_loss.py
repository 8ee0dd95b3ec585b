# expect: LWE301
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

alpha = keras.Variable(1.0)  # here


class Scaled(keras.Loss):
    def __init__(self, scale):
        super().__init__()
        self.scale = scale

    def call(self, y_true, y_pred):
        return ops.square(y_true - y_pred) * ops.exp(-self.scale) + self.scale


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", loss=Scaled(alpha))
model.fit(x, y)
