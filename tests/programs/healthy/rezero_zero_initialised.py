# expect: fine
import keras
import numpy as np
from keras import layers, ops


class ReZeroBlock(layers.Layer):
    """x + g * f(x) with g = 0 at the start: at first f gets no gradient at all."""

    def __init__(self, units):
        super().__init__()
        self.f = keras.Sequential([layers.Dense(units, "relu"), layers.Dense(units)])
        self.g = self.add_weight(shape=(), initializer="zeros", name="g")

    def call(self, x):
        return x + self.g * self.f(x)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.stem = layers.Dense(16)
        self.blocks = [ReZeroBlock(16) for _ in range(3)]
        self.head = layers.Dense(2, kernel_initializer="zeros")
        self.log_vars = self.add_weight(shape=(2,), initializer="zeros")  # parameter: log_vars

    def call(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=None):
        squared = ops.mean(ops.square(y - y_pred), axis=0)
        return ops.sum(0.5 * ops.exp(-self.log_vars) * squared + 0.5 * self.log_vars)


def main():
    keras.utils.set_random_seed(123)
    x = np.random.uniform(-2, 2, size=(480, 3)).astype("float32")
    y = np.stack([np.sin(2 * x[:, 0]), 5 * x[:, 1] * x[:, 2]], axis=1)
    y += np.random.normal(size=y.shape) * [0.05, 0.5]
    net = Net()
    net.compile(keras.optimizers.Adam(0.01))
    history = net.fit(x, y, epochs=8, batch_size=32, verbose=0)
    print("loss", history.history["loss"][0], "->", history.history["loss"][-1])
    print("gates", [float(b.g) for b in net.blocks])
    print("sigma per output", np.exp(0.5 * net.log_vars.numpy()))


main()
