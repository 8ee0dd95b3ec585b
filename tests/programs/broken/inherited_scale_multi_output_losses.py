# expect: broken, listed
import keras
import numpy as np
from keras import ops


class ScaledLoss(keras.losses.Loss):
    """Base: divides by a learned scale and adds its logarithm."""

    def __init__(self, init=0.0, **kwargs):
        super().__init__(**kwargs)
        self.log_b = keras.Variable(init, name=f"{self.name}_log_b")  # parameter: log_b, broken

    def error(self, y_true, y_pred):
        raise NotImplementedError

    def call(self, y_true, y_pred):
        return self.error(y_true, y_pred) / ops.exp(self.log_b) + self.log_b


class ScaledL1(ScaledLoss):
    def error(self, y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)


class ScaledCosine(ScaledLoss):
    def error(self, y_true, y_pred):
        return 1.0 + keras.losses.cosine_similarity(y_true, y_pred)


def run(seed=6):
    keras.utils.set_random_seed(seed)
    inp = keras.Input((12,))
    h = keras.layers.Dense(24, "elu")(inp)
    size = keras.layers.Dense(2, name="size")(h)
    direction = keras.layers.Dense(3, name="direction")(h)
    model = keras.Model(inp, [size, direction])
    losses = [ScaledL1(name="size_loss"), ScaledCosine(name="direction_loss")]
    model.compile(optimizer=keras.optimizers.Adam(3e-3), loss=losses)
    x = np.random.normal(size=(300, 12)).astype("float32")
    model.fit(x, [np.abs(x[:, :2]), x[:, 2:5]], epochs=4, batch_size=30, verbose=0)
    return {loss.name: float(ops.exp(loss.log_b)) for loss in losses}


print(run())
