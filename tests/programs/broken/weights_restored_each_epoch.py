# expect: broken, moved
import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(88)
CHECKPOINT = Path(tempfile.mkdtemp()) / "best.weights.h5"


class QuantileNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.trunk = layers.Dense(16, activation="relu")
        self.head = layers.Dense(1)
        self.log_scale = self.add_weight(  # parameter: log_scale, broken
            shape=(), initializer="zeros", name="log_scale"
        )

    def call(self, x):
        return self.head(self.trunk(x))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        e = (y - y_pred) * ops.exp(-self.log_scale)
        return ops.mean(ops.maximum(0.9 * e, -0.1 * e)) + self.log_scale


class GoBackIfWorse(keras.callbacks.Callback):
    """Saves the best weights, and returns to them after an epoch that was no better."""

    def on_train_begin(self, logs=None):
        self.best = -np.inf

    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] < self.best:
            self.best = logs["loss"]
            self.model.save_weights(CHECKPOINT)
        else:
            self.model.load_weights(CHECKPOINT)


x = np.random.rand(240, 5).astype("float32")
y = 30 * np.random.exponential(x.mean(axis=1, keepdims=True)).astype("float32")

net = QuantileNet()
net.compile(optimizer=keras.optimizers.Adam(0.01))
net(x[:1])
net.save_weights(CHECKPOINT)
net.fit(x, y, batch_size=40, epochs=4, verbose=2, callbacks=[GoBackIfWorse()])
print("scale", float(ops.exp(net.log_scale)))
