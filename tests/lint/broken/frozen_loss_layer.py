# expect: LWE107
import keras
from keras import ops


class Endpoint(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.alpha = self.add_weight(shape=(), initializer="ones")

    def call(self, y_true, y_pred):
        self.add_loss(ops.mean(ops.square(y_true - y_pred)) * ops.exp(-self.alpha) + self.alpha)
        return y_pred


inputs, targets = keras.Input((3,)), keras.Input((1,))
endpoint = Endpoint()
outputs = endpoint(targets, keras.layers.Dense(1)(inputs))
model = keras.Model([inputs, targets], outputs)
endpoint.trainable = False  # here
model.compile("adam")
