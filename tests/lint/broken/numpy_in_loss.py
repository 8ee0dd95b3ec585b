# expect: LWE201
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Scaled(keras.losses.Loss):
    def __init__(self, alpha):
        super().__init__()
        self.alpha = alpha

    def call(self, y_true, y_pred):
        factor = float(self.alpha.numpy())  # here
        return factor * ops.square(y_true - y_pred)


model = keras.Sequential([keras.layers.Dense(1)])
model.alpha = keras.Variable(1.0)
model.compile("adam", loss=Scaled(model.alpha), run_eagerly=True)
