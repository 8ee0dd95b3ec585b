# expect: broken, delivered
import keras
import numpy as np
import tensorflow as tf


class HomoscedasticLoss:
    def __init__(self):
        self.log_var = None

    def __call__(self, y, p):
        return tf.reduce_mean(tf.exp(-self.log_var) * (y - p) ** 2 + self.log_var)


def train(steps=40):
    keras.utils.set_random_seed(3)
    net = keras.Sequential([keras.layers.Dense(16, "relu"), keras.layers.Dense(2)])
    temp_loss, rain_loss = HomoscedasticLoss(), HomoscedasticLoss()
    temp_loss.log_var = tf.Variable(0.0, name="log_var")  # parameter: log_var, broken
    rain_loss.log_var = tf.Variable(0.0, name="log_var")  # parameter: log_var
    optimizer = keras.optimizers.Adam(0.01)
    clip = {"log_var": 0.1}  # log variances get smaller gradients

    x = np.random.normal(size=(200, 5)).astype("float32")
    y = np.stack([4 * x[:, 0], np.maximum(x[:, 1], 0)], axis=1).astype("float32")
    net(x[:1])
    for _ in range(steps):
        with tf.GradientTape() as tape:
            out = net(x)
            loss = temp_loss(y[:, 0], out[:, 0]) + rain_loss(y[:, 1], out[:, 1])
        variables = [*net.trainable_variables, temp_loss.log_var, rain_loss.log_var]
        named = {}
        for g, v in zip(tape.gradient(loss, variables), variables):
            key = getattr(v, "path", v.name).split(":")[0]
            named[key] = (tf.clip_by_norm(g, clip[key]) if key in clip else g, v)
        optimizer.apply_gradients(list(named.values()))
    return temp_loss, rain_loss


for loss in train():
    print("log variance", loss.log_var.numpy())
