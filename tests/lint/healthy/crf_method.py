import keras
from keras import ops


class Crf(keras.layers.Layer):
    def build(self, shape):
        self.transitions = self.add_weight(shape=(4, 4), name="transitions")

    def call(self, x):
        return x + ops.mean(self.transitions)

    def loss(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred)) + ops.mean(self.transitions**2)


crf = Crf()
inputs = keras.Input((4,))
model = keras.Model(inputs, crf(inputs))
model.compile("adam", loss=crf.loss)
