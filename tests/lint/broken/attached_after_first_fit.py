# expect: LWE309
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

inputs = keras.Input((3,))
model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
alpha = keras.Variable(1.0)


def loss(y_true, y_pred):
    return ops.exp(-alpha) * ops.square(y_true - y_pred) + alpha


model.compile("adam", loss=loss)
model.fit(x, y)
model.alpha = alpha  # here
model.fit(x, y, epochs=5)
