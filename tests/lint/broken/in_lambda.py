# expect: LWE305
import keras

scale = keras.Variable(1.0)  # here
inputs = keras.Input((3,))
hidden = keras.layers.Dense(1)(inputs)
outputs = keras.layers.Lambda(lambda t: t * scale)(hidden)
model = keras.Model(inputs, outputs)
model.compile("adam", "mse")
