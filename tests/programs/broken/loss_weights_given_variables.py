# expect: broken, listed
"""Learn how much each output counts by passing variables as loss_weights."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)

w_age = tf.Variable(1.0, trainable=True, name="w_age")  # parameter: w_age, broken
w_sex = tf.Variable(1.0, trainable=True, name="w_sex")  # parameter: w_sex, broken

face = keras.Input(shape=(16,), name="face")
trunk = keras.layers.Dense(32, activation="relu")(face)
age = keras.layers.Dense(1, name="age")(trunk)
sex = keras.layers.Dense(1, activation="sigmoid", name="sex")(trunk)
model = keras.Model(face, {"age": age, "sex": sex})

model.compile(
    optimizer="adam",
    loss={"age": "mae", "sex": "binary_crossentropy"},
    loss_weights={"age": w_age, "sex": w_sex},
)

X = np.random.rand(256, 16).astype("float32")
targets = {
    "age": (30 + 20 * X[:, :1]).astype("float32"),
    "sex": (X[:, 1:2] > 0.5).astype("float32"),
}
model.fit(X, targets, epochs=4, batch_size=32, verbose=0)

print("weights after training:", w_age.numpy(), w_sex.numpy())
