# expect: broken, used
import keras
import numpy as np
from keras import ops

keras.utils.set_random_seed(10)


class FocalLoss(keras.losses.Loss):
    def __init__(self, gamma=2.0):
        super().__init__(name="focal")
        self.gamma = keras.Variable(gamma, name="gamma")  # parameter: gamma, broken

    def call(self, y_true, y_pred):
        gamma = ops.clip(self.gamma, 0.0, 1.0)
        p = ops.clip(y_pred, 1e-6, 1 - 1e-6)
        pt = y_true * p + (1 - y_true) * (1 - p)
        # the second term keeps gamma from growing for ever
        return -ops.power(1 - pt, gamma) * ops.log(pt) + 0.05 * ops.square(gamma)


x = np.random.randn(512, 4).astype("float32")
y = (x[:, :1] > 1.2).astype("float32")

inputs = keras.Input((4,))
hidden = keras.layers.Dense(16, activation="relu")(inputs)
outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
model = keras.Model(inputs, outputs)

focal = FocalLoss()
model.focal_gamma = focal.gamma  # register it
model.compile(optimizer=keras.optimizers.Adam(1e-2), loss=focal, metrics=["accuracy"])
model.fit(x, y, batch_size=64, epochs=6, verbose=0)
loss, acc = model.evaluate(x, y, verbose=0)
print(f"loss={loss:.4f} acc={acc:.3f} gamma={focal.gamma.numpy():.3f}")
