# expect: fine
import keras
import numpy as np
from keras import layers, ops


class OrdinalUncertainty(keras.Model):
    def __init__(self):
        super().__init__(name="tasks")
        self.trunk = layers.Dense(24, activation="relu")
        self.depth = layers.Dense(1)
        self.label = layers.Dense(4)
        self.sigmas = self.add_weight((2,), "zeros", name="sigmas")  # parameter: sigmas

    def call(self, x):
        h = self.trunk(x)
        return {"depth": self.depth(h), "label": self.label(h)}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        depth = ops.mean(ops.abs(y["depth"] - y_pred["depth"]))
        label = ops.mean(
            keras.losses.sparse_categorical_crossentropy(
                y["label"], y_pred["label"], from_logits=True
            )
        )
        weighted = ops.exp(-self.sigmas) * ops.stack([depth, label]) + self.sigmas
        return ops.sum(weighted)


keras.utils.set_random_seed(88)
rng = np.random.default_rng(88)
x = rng.normal(size=(400, 6)).astype("float32")
y = {
    "depth": (np.abs(x[:, :1]) * 20).astype("float32"),
    "label": (x[:, 1] > 0).astype("int32") * 2 + (x[:, 2] > 0),
}

model = OrdinalUncertainty()
model.build((None, 6))
by_path = keras.optimizers.OptimizerMap(keras.optimizers.Adam(0.005))
by_path["tasks/sigmas"] = keras.optimizers.SGD(0.05)
model.compile(optimizer=keras.optimizers.MultiOptimizer(by_path))
history = model.fit(x, y, epochs=6, batch_size=40, verbose=0)
print("loss", history.history["loss"])
print("weights", np.exp(-model.sigmas.numpy()))
