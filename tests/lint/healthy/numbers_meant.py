import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Focal(keras.losses.Loss):
    def __init__(self, gamma=2.0, alpha=0.25):
        super().__init__()
        self.gamma = gamma
        self.alpha = alpha

    def call(self, y_true, y_pred):
        return self.alpha * ops.abs(y_true - y_pred) ** self.gamma


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=[Focal()], loss_weights=[0.5])
model.fit(x, y, callbacks=[keras.callbacks.EarlyStopping()])
