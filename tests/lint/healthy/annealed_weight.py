import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

beta = keras.Variable(0.0, trainable=False)


class Anneal(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        beta.assign(min(1.0, epoch / 10))


def loss(y_true, y_pred):
    return ops.square(y_true - y_pred) + beta * ops.abs(y_pred)


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=loss)
model.fit(x, y, callbacks=[Anneal()])
