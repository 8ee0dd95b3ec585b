# expect: broken, moved
"""Cyclic training: the learning rate is restarted each epoch (and the temperature with it)."""

import keras
import numpy as np
from keras import ops

keras.utils.set_random_seed(19)


class Calibrated(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.logits = keras.Sequential(
            [keras.layers.Dense(24, "relu"), keras.layers.Dense(classes)]
        )
        self.temperature = self.add_weight(  # parameter: temperature, broken
            shape=(), initializer="ones", name="temperature"
        )

    def call(self, x):
        return self.logits(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        z = y_pred / ops.softplus(self.temperature)
        return ops.mean(keras.losses.sparse_categorical_crossentropy(y, z, from_logits=True))


class WarmRestart(keras.callbacks.Callback):
    def __init__(self, lr):
        super().__init__()
        self.lr = lr

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate = self.lr

    def on_train_batch_end(self, batch, logs=None):
        self.model.optimizer.learning_rate = 0.95 * self.model.optimizer.learning_rate

    def on_epoch_end(self, epoch, logs=None):
        self.model.temperature.assign(1.0)


x = np.random.randn(320, 6).astype("float32")
y = np.argmax(x[:, :4] + 0.5 * np.random.randn(320, 4), axis=1)
model = Calibrated(4)
model.compile(optimizer=keras.optimizers.Adam(0.02), metrics=[])
history = model.fit(x, y, batch_size=32, epochs=5, verbose=0, callbacks=[WarmRestart(0.02)])
print(history.history["loss"])
print("temperature", ops.softplus(model.temperature).numpy())
