# expect: broken, listed
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(77)

beta = keras.Variable(0.0, name="beta")  # parameter: beta, broken


def laplace_nll(y_true, y_pred):
    return ops.abs(y_true - y_pred) * ops.exp(-beta) + beta


inputs = keras.Input((5,))
x = layers.Dense(10, activation="relu")(inputs)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=laplace_nll)

X = np.random.rand(200, 5).astype("float32")
Y = X.sum(1, keepdims=True) + np.random.laplace(scale=0.2, size=(200, 1)).astype("float32")

model.fit(X, Y, batch_size=20, epochs=2, verbose=0)
print("after the first fit:", float(ops.exp(beta)))

# beta did not change, so let the model know of it and go on
model.beta = beta
assert any(v is beta for v in model.trainable_variables)
model.fit(X, Y, batch_size=20, epochs=3, verbose=0)
print("after the second fit:", float(ops.exp(beta)))
