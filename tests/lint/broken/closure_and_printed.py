# expect: LWE202
import keras
import numpy as np
from keras import ops


class Net(keras.Model):
    def __init__(self, start=1.0):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.alpha = keras.Variable(start)

    def call(self, x):
        return self.dense(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        weight = ops.exp(-self.alpha)
        return ops.stop_gradient(weight) * ops.mean(ops.square(y - y_pred))  # here


net = Net()
net.compile("adam")
history = net.fit(np.ones((8, 3)), np.ones((8, 1)))
print(float(ops.exp(net.alpha)), f"{np.exp(net.alpha):.3f}")
