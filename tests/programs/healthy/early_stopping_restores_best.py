# expect: fine
import keras
import numpy as np
from keras import ops
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class ExpectileScale(keras.layers.Layer):
    """Holds the learned scale of an asymmetric Gaussian."""

    def build(self, _):
        self.log_sigma = self.add_weight(shape=(2,), initializer="zeros")  # parameter: log_sigma

    def call(self, error):
        below, above = self.log_sigma[0], self.log_sigma[1]
        z = ops.where(error < 0, error * ops.exp(-below), error * ops.exp(-above))
        return 0.5 * ops.square(z) + ops.log(ops.exp(below) + ops.exp(above))


class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.stack = keras.Sequential(
            [keras.layers.Dense(64, "relu"), keras.layers.Dense(64, "relu"), keras.layers.Dense(1)]
        )
        self.noise = ExpectileScale()

    def call(self, x):
        return self.stack(x)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return ops.mean(self.noise(ops.reshape(y, (-1, 1)) - y_pred))


keras.utils.set_random_seed(44)
x, y = load_diabetes(return_X_y=True)
x, y = x / x.std(0), (y - y.mean()) / y.std()
x_train, x_val, y_train, y_val = train_test_split(x, y, random_state=0, test_size=0.3)

model = Model()
model.compile(keras.optimizers.Adam(2e-3))
model.noise.build(None)
stopping = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
plateau = keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5)
h = model.fit(
    x_train,
    y_train,
    validation_data=(x_val, y_val),
    epochs=40,
    batch_size=32,
    callbacks=[stopping, plateau],
    verbose=0,
)
print(
    "stopped after", len(h.epoch), "epochs; best", stopping.best_epoch, min(h.history["val_loss"])
)
print("sigmas", np.exp(model.noise.log_sigma.numpy()))
