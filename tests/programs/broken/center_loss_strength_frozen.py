# expect: broken, variable
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(5)


class CenterLossHead(layers.Layer):
    """Adds a center loss with a learnable strength (softplus keeps it positive)."""

    def __init__(self, num_classes, dim, **kwargs):
        super().__init__(**kwargs)
        self.num_classes = num_classes
        self.dim = dim

    def build(self, input_shape):
        self.centers = self.add_weight(  # parameter: centers
            shape=(self.num_classes, self.dim), initializer="normal"
        )
        # copied from BatchNormalization
        self.strength = self.add_weight(  # parameter: strength, broken
            shape=(), initializer="ones", trainable=False
        )
        self.built = True

    def call(self, inputs):
        features, labels = inputs
        own = ops.take(self.centers, labels, axis=0)
        distance = ops.mean(ops.sum(ops.square(features - own), axis=-1))
        s = ops.softplus(self.strength)
        self.add_loss(s * distance - ops.log(s))
        return features


features_in = keras.Input((8,))
labels_in = keras.Input((), dtype="int32")
h = layers.Dense(16, activation="relu")(features_in)
h = layers.Dense(4)(h)
h = CenterLossHead(3, 4, name="center")([h, labels_in])
out = layers.Dense(3, activation="softmax")(h)
model = keras.Model([features_in, labels_in], out)

x = np.random.randn(300, 8).astype("float32")
y = np.argmax(x[:, :3], axis=1).astype("int32")
model.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy")
model.fit([x, y], y, batch_size=50, epochs=5, verbose=0)

print("loss", model.evaluate([x, y], y, verbose=0))
print("strength", ops.softplus(model.get_layer("center").strength).numpy())
