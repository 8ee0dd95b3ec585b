# expect: broken, listed
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(5)

temperature = tf.Variable(2.0, name="temperature")  # parameter: temperature, broken

inputs = keras.Input(shape=(10,))
features = keras.layers.Dense(24, activation="relu")(inputs)
logits = keras.layers.Dense(4, name="logits")(features)
# divide by a trainable temperature before the softmax
scaled = keras.layers.Lambda(lambda z: z / temperature, name="temperature_scaling")(logits)
probs = keras.layers.Softmax()(scaled)
model = keras.Model(inputs, probs)

x = np.random.normal(size=(200, 10)).astype("float32")
y = x[:, :4].argmax(axis=1)

model.compile(
    optimizer=keras.optimizers.SGD(0.1, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=6, batch_size=25, verbose=0)
print(f"T = {temperature.numpy():.3f}, acc = {model.evaluate(x, y, verbose=0)[1]:.2f}")
