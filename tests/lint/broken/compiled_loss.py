# expect: LWE301
import keras
import numpy as np
from keras import ops

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Uncertainty(keras.losses.Loss):
    def __init__(self, start=0.0):
        super().__init__()
        self.log_variance = keras.Variable(start)  # here

    def call(self, y_true, y_pred):
        error = ops.square(y_true - y_pred)
        return ops.exp(-self.log_variance) * error + self.log_variance


objective = Uncertainty()
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=objective)
model.fit(x, y, epochs=3)
print("log variance:", float(objective.log_variance.numpy()))
