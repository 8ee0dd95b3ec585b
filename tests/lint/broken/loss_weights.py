# expect: LWE304
import keras

inputs = keras.Input((3,))
a = keras.layers.Dense(1, name="a")(inputs)
b = keras.layers.Dense(1, name="b")(inputs)
model = keras.Model(inputs, [a, b])
weights = [keras.Variable(1.0), keras.Variable(1.0)]
model.compile("adam", loss=["mse", "mse"], loss_weights=weights)  # here
