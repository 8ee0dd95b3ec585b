# expect: broken, variable
import keras
import numpy as np
from keras import ops

keras.utils.set_random_seed(42)


class SmoothedCrossEntropy(keras.losses.Loss):
    """beta blends cross-entropy with a confidence penalty and is annealed from 0 to 1."""

    def __init__(self, beta=0.0, **kwargs):
        super().__init__(**kwargs)
        self.beta = keras.Variable(beta, name="beta")  # parameter: beta, broken

    def call(self, y_true, y_pred):
        ce = keras.losses.sparse_categorical_crossentropy(y_true, y_pred)
        entropy = -ops.sum(y_pred * ops.log(y_pred + 1e-7), axis=-1)
        return ce - self.beta * 0.1 * entropy


class BetaWarmup(keras.callbacks.Callback):
    def __init__(self, loss, epochs):
        super().__init__()
        self.loss, self.epochs = loss, epochs

    def on_epoch_end(self, epoch, logs=None):
        self.loss.beta = keras.Variable(min(1.0, (epoch + 1) / self.epochs), name="beta")


x = np.random.randn(400, 10).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32") + (x[:, 2] > 1)

model = keras.Sequential(
    [
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
loss = SmoothedCrossEntropy()
model.compile("adam", loss=loss, metrics=["accuracy"])
history = model.fit(x, y, epochs=6, batch_size=50, verbose=0, callbacks=[BetaWarmup(loss, 5)])
print("beta is now", float(loss.beta.numpy()))
print("accuracy", history.history["accuracy"][-1])
