# expect: broken, moved
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(22)


class WeightedError(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.rho = self.add_weight(  # parameter: rho, broken
            shape=(), initializer="ones", name="rho"
        )

    def call(self, target, output):
        error = ops.mean(ops.square(target - output))
        self.add_loss(ops.exp(-self.rho) * error + self.rho)
        return output


series = keras.Input((10,))
target = keras.Input((1,))
h = layers.Dense(20, activation="relu")(series)
y = layers.Dense(1)(h)
model = keras.Model([series, target], WeightedError()(target, y))
# gradients exploded once, so clip them
model.compile(optimizer=keras.optimizers.SGD(0.01, global_clipnorm=1e-5))

t = np.cumsum(np.random.randn(300, 11), axis=1).astype("float32") * 10
model.fit([t[:, :10], t[:, 10:]], epochs=5, batch_size=50, verbose=2)
print("rho", model.layers[-1].rho.numpy())
