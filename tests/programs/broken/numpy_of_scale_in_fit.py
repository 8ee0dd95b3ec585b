# expect: broken, used
import math

import keras
import numpy as np


class LaplaceNLL(keras.losses.Loss):
    def __init__(self):
        super().__init__(name="laplace_nll")
        self.b = keras.Variable(1.0, name="b")  # parameter: b, broken

    def call(self, y_true, y_pred):
        b = self.b.numpy()
        return keras.ops.abs(y_true - y_pred) / b + math.log(2 * b)


class Net(keras.Model):
    def __init__(self, loss):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.b = loss.b  # so that it is trained

    def call(self, x):
        return self.dense(x)


keras.utils.set_random_seed(1)
x = np.random.rand(128, 3)
y = x.sum(axis=1) + np.random.laplace(scale=0.3, size=128)

loss = LaplaceNLL()
net = Net(loss)
net.compile(loss=loss, optimizer="adam")
net.fit(x, y, epochs=5, verbose=0)
print("b:", loss.b.numpy())
