# expect: LWE106
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Weighted(keras.losses.Loss):
    def __init__(self, beta=0.0):
        super().__init__()
        self.beta = beta

    def call(self, y_true, y_pred):
        return ops.square(y_true - y_pred) + self.beta * ops.abs(y_pred)


class WarmUp(keras.callbacks.Callback):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def on_epoch_begin(self, epoch, logs=None):
        self.loss.beta = epoch / 10  # here


loss = Weighted(beta=0.0)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=loss)
model.fit(x, y, epochs=10, callbacks=[WarmUp(loss)])
