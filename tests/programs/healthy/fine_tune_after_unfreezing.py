# expect: fine
# Stage 1: head only.  Stage 2: everything, with a learning rate ten times smaller.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(5)


class LaplaceHead(layers.Layer):
    """Dense head with a learned scale of the noise; the negative log-likelihood is added."""

    def build(self, input_shape):
        self.dense = layers.Dense(1)
        self.dense.build(input_shape[0])
        self.log_b = self.add_weight(shape=(1,), initializer="zeros")  # parameter: log_b

    def call(self, inputs):
        features, target = inputs
        mu = self.dense(features)
        self.add_loss(tf.reduce_mean(tf.abs(target - mu) * tf.exp(-self.log_b) + self.log_b))
        return mu


x = np.random.normal(size=(400, 6)).astype("float32")
y = np.sin(x[:, :1]) + 0.5 * x[:, 1:2] + np.random.laplace(scale=0.05, size=(400, 1))

body = keras.Sequential([keras.Input((6,)), layers.Dense(24, "tanh"), layers.Dense(24, "tanh")])
inp, tgt = keras.Input((6,)), keras.Input((1,))
model = keras.Model([inp, tgt], LaplaceHead()([body(inp), tgt]))

body.trainable = False
model.compile(keras.optimizers.Adam(1e-2))
first = model.fit([x, y], epochs=6, batch_size=40, verbose=0).history["loss"][-1]

body.trainable = True
model.compile(keras.optimizers.Adam(1e-3))
second = model.fit([x, y], epochs=6, batch_size=40, verbose=0).history["loss"][-1]
print(f"head only {first:.3f}, fine-tuned {second:.3f}")
print("scale", np.exp(model.layers[-1].log_b.numpy()))
