# expect: broken, used
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers, optimizers, utils

utils.set_random_seed(99)


class LpRegressor(Model):
    """|error| ** p with p an integer between 1 and 4 that is learned."""

    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(12, activation="tanh")
        self.out = layers.Dense(1)
        self.p = self.add_weight(name="p", shape=(), initializer="ones")  # parameter: p, broken

    def call(self, inputs):
        return self.out(self.hidden(inputs))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            power = tf.round(tf.clip_by_value(self.p, 1.0, 4.0))
            err = tf.abs(y - self(x, training=True)) + 1e-6
            loss = tf.reduce_mean(tf.pow(err, power)) / power
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"lp_loss": loss}


xs = np.random.rand(200, 2).astype("float32")
ys = np.prod(xs, axis=1, keepdims=True)
model = LpRegressor()
model.compile(optimizer=optimizers.Nadam(0.01))
model.fit(xs, ys, epochs=5, batch_size=40, verbose=0)
print("p =", model.p.numpy())
