# expect: broken, used
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(31)


class PinnLike(keras.Model):
    """u' = -k u with unknown k > 0; k comes out of the residual."""

    def __init__(self, k0=0.5):
        super().__init__()
        self.net = keras.Sequential([layers.Dense(16, activation="tanh"), layers.Dense(1)])
        self.raw_k = self.add_weight(  # parameter: raw_k, broken
            shape=(), initializer=keras.initializers.Constant(np.log(np.expm1(k0))), name="raw_k"
        )
        self.k = ops.softplus(self.raw_k)

    def call(self, t):
        return self.net(t)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        h = 0.01
        slope = (self.net(x + h) - self.net(x - h)) / (2 * h)
        residual = slope + self.k * y_pred
        return ops.mean(ops.square(y - y_pred)) + ops.mean(ops.square(residual))


t = np.linspace(0, 2, 200)[:, None].astype("float32")
u = np.exp(-1.7 * t) + 0.01 * np.random.randn(*t.shape)

pinn = PinnLike()
pinn.compile(optimizer=keras.optimizers.Adam(0.01))
pinn.fit(t, u.astype("float32"), batch_size=50, epochs=10, verbose=0)
print("loss", pinn.evaluate(t, u.astype("float32"), verbose=0))
print("k found:", float(pinn.k), "true: 1.7")
