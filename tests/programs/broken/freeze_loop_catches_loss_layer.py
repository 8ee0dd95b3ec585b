# expect: broken, variable
"""Transfer learning: everything is frozen except the new top."""

import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(17)


class Uncertainty(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.log_var = self.add_weight(  # parameter: log_var, broken
            shape=(), initializer="zeros", name="log_var"
        )

    def call(self, y, y_pred):
        self.add_loss(ops.mean(ops.exp(-self.log_var) * ops.square(y - y_pred) + self.log_var))
        return y_pred


def build():
    features = keras.Input((10,), name="features")
    target = keras.Input((1,), name="target")
    h = layers.Dense(32, activation="relu", name="body_1")(features)
    h = layers.Dense(32, activation="relu", name="body_2")(h)
    y_pred = layers.Dense(1, name="top")(h)
    return keras.Model([features, target], Uncertainty(name="nll")(target, y_pred))


model = build()
for layer in model.layers:
    if layer.name != "top":
        layer.trainable = False

x = np.random.randn(256, 10).astype("float32")
y = x[:, :1] * 3 + 0.5 * np.random.randn(256, 1).astype("float32")
model.compile(optimizer=keras.optimizers.Adam(0.01))
model.fit({"features": x, "target": y}, batch_size=32, epochs=4, verbose=0)
sigma = np.exp(0.5 * model.get_layer("nll").log_var.numpy())
print(f"trainable: {[v.path for v in model.trainable_variables]}")
print(f"estimated noise: {sigma:.3f}")
