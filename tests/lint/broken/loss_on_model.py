# expect: LWE308
import keras
import numpy as np
from keras import ops


class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = keras.Variable(1.0)  # here

    def call(self, y_true, y_pred):
        return ops.exp(-self.alpha) * ops.square(y_true - y_pred) + self.alpha


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.objective = Scaled()

    def call(self, x):
        return self.dense(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.objective(y, y_pred)


net = Net()
net.compile("adam")
net.fit(np.ones((8, 3)), np.ones((8, 1)))
