# expect: fine
"""Kendall, Gal and Cipolla: weigh losses by learned homoscedastic uncertainty."""

from keras import Input, Model, layers, ops, utils
from numpy.random import default_rng


class MultiLossLayer(layers.Layer):
    def __init__(self, nb_outputs=2, **kwargs):
        self.nb_outputs = nb_outputs
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.log_vars = []
        for i in range(self.nb_outputs):
            v = self.add_weight(name=f"log_var{i}", shape=(1,), initializer="zeros")  # parameter: v
            self.log_vars.append(v)

    def call(self, inputs):
        ys_true, ys_pred = inputs[: self.nb_outputs], inputs[self.nb_outputs :]
        loss = 0.0
        for y, p, log_var in zip(ys_true, ys_pred, self.log_vars):
            precision = ops.exp(-log_var[0])
            loss = loss + ops.sum(precision * ops.square(y - p) + log_var[0], -1)
        self.add_loss(ops.mean(loss))
        return ops.concatenate(list(ys_pred), -1)


utils.set_random_seed(1)
rng = default_rng(1)
X = rng.standard_normal((200, 1))
Y1 = 2 * X + 8 + rng.standard_normal((200, 1)) * 10
Y2 = 3 * X + 3 + rng.standard_normal((200, 1)) * 1

inp = Input(shape=(1,), name="inp")
h = layers.Dense(16, activation="relu")(inp)
y1_pred, y2_pred = layers.Dense(1)(h), layers.Dense(1)(h)
y1_true, y2_true = Input(shape=(1,)), Input(shape=(1,))
out = MultiLossLayer(name="losses")([y1_true, y2_true, y1_pred, y2_pred])
trainable_model = Model([inp, y1_true, y2_true], out)
trainable_model.compile(optimizer="adam", loss=None)
hist = trainable_model.fit([X, Y1, Y2], epochs=40, batch_size=20, verbose=0)
print(hist.history["loss"][::10])
print([float(ops.exp(v[0])) ** 0.5 for v in trainable_model.get_layer("losses").log_vars])
