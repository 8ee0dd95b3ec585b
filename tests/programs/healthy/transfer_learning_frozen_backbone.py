# expect: fine
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
rng = np.random.default_rng(1)

# "Pretrain" a small convnet on rotations of random textures.
images = rng.random((240, 12, 12, 1)).astype("float32")
images[:, 3:9, 3:9] += np.linspace(0, 1, 6)[None, :, None, None]
turns = rng.integers(0, 4, 240)
images = np.stack([np.rot90(im, k) for im, k in zip(images, turns)])

backbone = keras.Sequential(
    [
        keras.Input((12, 12, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.GlobalAveragePooling2D(),
    ],
    name="backbone",
)
pretext = keras.Sequential([backbone, layers.Dense(4, activation="softmax")])
pretext.compile("adam", "sparse_categorical_crossentropy")
pretext.fit(images, turns, epochs=3, verbose=0)

# New task, frozen features.
backbone.trainable = False
inputs = keras.Input((12, 12, 1))
h = backbone(inputs, training=False)
h = layers.Dropout(0.2)(h)
outputs = layers.Dense(1, activation="sigmoid", name="head")(h)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
before = [w.copy() for w in backbone.get_weights()]
model.fit(images, (turns % 2).astype("float32"), epochs=4, verbose=0)
same = all(np.array_equal(a, b) for a, b in zip(before, backbone.get_weights()))
print("backbone untouched:", same)
print("trainable weights of the model:", [w.path for w in model.trainable_weights])
