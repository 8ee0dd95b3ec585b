# expect: fine
import os
import tempfile

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="demo")
class ElasticModel(keras.Model):
    """Mixes squared and absolute error; the mixture is learned under a Beta prior."""

    def __init__(self, units=16, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dense1 = keras.layers.Dense(units, activation="relu")
        self.dense2 = keras.layers.Dense(1)

    def build(self, input_shape):
        self.dense1.build(input_shape)
        self.dense2.build((None, self.units))
        self.mix = self.add_weight(shape=(), initializer="zeros", name="mix")  # parameter: mix
        self.built = True

    def call(self, x):
        return self.dense2(self.dense1(x))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        w = ops.sigmoid(self.mix)
        error = ops.reshape(y, (-1, 1)) - y_pred
        prior = -2.0 * (ops.log(w) + ops.log(1 - w))
        return w * ops.mean(ops.square(error)) + (1 - w) * ops.mean(ops.abs(error)) + prior

    def get_config(self):
        return {**super().get_config(), "units": self.units}


keras.utils.set_random_seed(0)
x = np.random.normal(size=(256, 3)).astype("float32")
y = x @ np.array([3.0, -2.0, 0.5], "float32")

model = ElasticModel(8)
model.compile(keras.optimizers.Adam(0.02))
model.fit(x, y, epochs=4, verbose=0)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.keras")
    model.save(path)
    restored = keras.models.load_model(path)
print("saved", float(model.mix), "loaded", float(restored.mix))
assert np.allclose(model.predict(x, verbose=0), restored.predict(x, verbose=0), atol=1e-6)
restored.fit(x, y, epochs=4, verbose=0)
print("after more training", float(restored.mix))
