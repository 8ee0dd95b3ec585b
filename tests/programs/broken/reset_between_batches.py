# expect: broken, moved
import numpy as np
import tensorflow as tf


class RunningLoss:
    """Loss with a learned offset and a running sum for the log."""

    def __init__(self, offset=0.0):
        self.initial = offset
        self.offset = tf.Variable(offset, name="offset")  # parameter: offset, broken
        self.reset_state()

    def reset_state(self):
        self.total, self.count = 0.0, 0
        self.offset.assign(self.initial)

    def __call__(self, y_true, y_pred):
        value = tf.reduce_mean(tf.math.log(tf.cosh(y_true - y_pred - self.offset)))
        self.total += float(value)
        self.count += 1
        return value

    def result(self):
        return self.total / self.count


def run(epochs=2):
    tf.keras.utils.set_random_seed(5)
    x = np.random.randn(256, 3).astype("float32")
    y = np.tanh(x).sum(axis=1, keepdims=True) + 4
    net = tf.keras.Sequential(
        [tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1, use_bias=False)]
    )
    criterion = RunningLoss()
    optimizer = tf.keras.optimizers.Adam(0.02)
    for epoch in range(epochs):
        for i in range(0, len(x), 32):
            criterion.reset_state()
            with tf.GradientTape() as tape:
                loss = criterion(y[i : i + 32], net(x[i : i + 32], training=True))
            variables = net.trainable_variables + [criterion.offset]
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            if i % 64 == 0:
                print(f"epoch {epoch} batch {i // 32}: loss {criterion.result():.4f}")
    criterion.reset_state()
    print("offset:", criterion.offset.numpy())


run()
