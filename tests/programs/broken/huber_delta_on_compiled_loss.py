# expect: broken, listed
"""Regression with a Huber loss that is supposed to learn its own delta."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)


class AdaptiveHuber(keras.losses.Loss):
    def __init__(self, delta=1.0, name="adaptive_huber"):
        super().__init__(name=name)
        self.delta = tf.Variable(delta, dtype=tf.float32, name="delta")  # parameter: delta, broken

    def call(self, y_true, y_pred):
        d = tf.nn.softplus(self.delta)
        err = tf.abs(y_true - y_pred)
        quad = tf.minimum(err, d)
        huber = 0.5 * quad**2 + d * (err - quad)
        # normaliser of the Huber density, roughly, so that d does not collapse
        return huber + 1.0 / d


x = np.random.normal(size=(256, 4)).astype("float32")
noise = np.random.standard_t(2, (256, 1))
y = (x @ np.array([[1.0], [-2.0], [0.5], [0.0]]) + noise).astype("float32")

model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
loss = AdaptiveHuber()
model.compile(optimizer=keras.optimizers.Adam(1e-2), loss=loss)
model.fit(x, y, epochs=5, batch_size=32, verbose=0)

print("learned delta:", float(tf.nn.softplus(loss.delta)))
