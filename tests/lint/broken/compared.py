# expect: LWE202
import keras
from keras import ops


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.bound = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return self.dense(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        error = ops.abs(y - y_pred)
        small = ops.cast(error < self.bound, "float32")  # here
        return ops.mean(small * error**2 + (1 - small) * error)
