# expect: fine
import keras
import numpy as np
from keras import layers, ops, regularizers


class SpectralDrift(layers.Layer):
    """Orthogonality penalty on its kernel, counted steps, noise with its own seed."""

    def __init__(self, units, strength=1e-2, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.strength = strength
        self.seed = keras.random.SeedGenerator(20)

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="orthogonal")
        self.calls = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False, name="calls"
        )
        self.running_norm = self.add_weight(initializer="ones", trainable=False, name="norm")

    def call(self, x, training=False):
        gram = ops.matmul(ops.transpose(self.w), self.w)
        self.add_loss(self.strength * ops.mean(ops.square(gram - ops.eye(self.units))))
        out = ops.matmul(x, self.w)
        if training:
            self.calls.assign_add(1)
            norm = ops.mean(ops.norm(out, axis=-1))
            self.running_norm.assign(0.9 * self.running_norm + 0.1 * norm)
            out = out + 0.01 * keras.random.normal(ops.shape(out), seed=self.seed)
        return out / self.running_norm


keras.utils.set_random_seed(20)
x = np.random.normal(size=(300, 10)).astype("float32")
y = np.random.randint(0, 3, size=300) * (x[:, 0] > 0)

model = keras.Sequential(
    [
        keras.Input((10,)),
        SpectralDrift(8, name="drift"),
        layers.BatchNormalization(),
        layers.Dense(16, activation="relu", activity_regularizer=regularizers.L1(1e-4)),
        layers.ActivityRegularization(l2=1e-4),
        layers.GaussianDropout(0.1),
        layers.Dense(3, kernel_regularizer="l2", bias_regularizer=regularizers.L2(1e-3)),
    ]
)
model.compile("rmsprop", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(x, y, batch_size=20, epochs=5, verbose=0)
drift = model.get_layer("drift")
print("steps", int(drift.calls), "norm", float(drift.running_norm))
print("loss with penalties", model.evaluate(x, y, verbose=0))
