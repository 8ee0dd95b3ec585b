# expect: fine
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import GRU, LSTM, Dense
from tensorflow.keras.models import Sequential

tf.keras.utils.set_random_seed(2024)

series = np.sin(np.arange(400) / 6) + np.random.laplace(scale=0.1, size=400)
windows = np.lib.stride_tricks.sliding_window_view(series, 13).astype("float32")
X, y = windows[:, :-1, None], windows[:, -1:]


class Forecaster(Sequential):
    """A Sequential that also learns the scale of its Laplace noise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.raw_scale = self.add_weight(shape=(), initializer="ones")  # parameter: raw_scale

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        b = tf.nn.softplus(self.raw_scale) + 1e-3
        return tf.reduce_mean(tf.abs(y - y_pred)) / b + tf.math.log(2 * b)


model = Forecaster()
model.add(tf.keras.Input((12, 1)))
model.add(LSTM(8, return_sequences=True))
model.add(GRU(8, dropout=0.1))
model.add(Dense(1))
model.compile(optimizer=tf.keras.optimizers.Adam(0.01, clipnorm=1.0), metrics=["mae"])
model.fit(X[:300], y[:300], epochs=4, batch_size=32, validation_data=(X[300:], y[300:]), verbose=2)
print("scale", float(tf.nn.softplus(model.raw_scale)))
