import keras
from keras import ops


class LossLayer(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.alpha = self.add_weight(shape=(), initializer="zeros")

    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred)) * ops.exp(-self.alpha) + self.alpha


class Wrapper(keras.Model):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.objective = LossLayer()

    def call(self, x):
        return self.base(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.objective(y, y_pred)


model = Wrapper(keras.Sequential([keras.layers.Dense(1)]))
model.compile("adam")
