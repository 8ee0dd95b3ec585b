# expect: fine
"""GradNorm (Chen et al. 2018): task weights follow a loss of their own on gradient norms."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers, optimizers, utils


class GradNorm:
    def __init__(self, model, shared, n_tasks, alpha=1.0):
        self.model = model
        self.shared = shared
        self.alpha = alpha
        self.n = float(n_tasks)
        self.w = tf.Variable(tf.ones(n_tasks), name="task_weights")  # parameter: w
        self.initial = tf.Variable(tf.zeros(n_tasks), trainable=False)
        self.net_opt = optimizers.Adam(0.01)
        self.w_opt = optimizers.SGD(0.02)

    def step(self, x, targets):
        with tf.GradientTape(persistent=True) as tape:
            outputs = self.model(x, training=True)
            losses = [tf.reduce_mean((t - o) ** 2) for t, o in zip(targets, outputs)]
            total = tf.reduce_sum(tf.stack(losses) * tf.stop_gradient(self.w))
            norms = []
            for i, loss in enumerate(losses):
                g = tape.gradient(loss, self.shared)
                norms.append(tf.norm(self.w[i] * tf.stop_gradient(g)))
            norms = tf.stack(norms)
            ratio = tf.stop_gradient(tf.stack(losses) / self.initial)
            target = tf.reduce_mean(norms) * (ratio / tf.reduce_mean(ratio)) ** self.alpha
            balance = tf.reduce_sum(tf.abs(norms - tf.stop_gradient(target)))
        weights = self.model.trainable_variables
        self.net_opt.apply_gradients(zip(tape.gradient(total, weights), weights))
        self.w_opt.apply_gradients([(tape.gradient(balance, self.w), self.w)])
        del tape
        self.w.assign(self.w * self.n / tf.reduce_sum(self.w))
        return total


utils.set_random_seed(33)
x = np.random.normal(size=(256, 5)).astype("float32")
targets = [np.tanh(x[:, :1]), 10 * np.tanh(x[:, 1:2])]
inp = layers.Input((5,))
trunk = layers.Dense(16, activation="relu", name="shared")
h = trunk(inp)
net = Model(inp, [layers.Dense(1)(h), layers.Dense(1)(h)])
first = [np.mean((t - o) ** 2) for t, o in zip(targets, net.predict(x, verbose=0))]

trainer = GradNorm(net, trunk.kernel, n_tasks=2)
trainer.initial.assign(first)
for _ in range(40):
    total = trainer.step(x, targets)
print("total", float(total), "task weights", trainer.w.numpy())
