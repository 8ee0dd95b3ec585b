# expect: LWE105
import keras


class Scale(keras.layers.Layer):
    def build(self, shape):
        self.alpha = self.add_weight("alpha", shape=(), initializer="ones")  # here

    def call(self, x):
        return x * self.alpha
