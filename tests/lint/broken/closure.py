# expect: LWE306
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


def make_loss():
    alpha = keras.Variable(1.0)  # here

    def loss(y_true, y_pred):
        return ops.exp(-alpha) * ops.square(y_true - y_pred) + alpha

    return loss


model = keras.Sequential([keras.layers.Dense(1)])
model.compile(optimizer="adam", loss=make_loss())
model.fit(x, y)
