# expect: broken, moved
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(16)

# large effective batch: 4096 / 16
ACCUMULATE = 256


class MixupLoss(keras.losses.Loss):
    def __init__(self, kappa):
        super().__init__(name="mixup")
        self.kappa = kappa

    def call(self, y_true, y_pred):
        eps = 0.5 * ops.sigmoid(self.kappa)
        soft = (1 - eps) * y_true + eps / y_true.shape[-1]
        return keras.losses.categorical_crossentropy(soft, y_pred)


model = keras.Sequential(name="classifier")
model.add(keras.Input((12,)))
model.add(layers.Dense(32, activation="swish"))
model.add(layers.Dense(4, activation="softmax"))
model.kappa = keras.Variable(-1.0, name="kappa")  # parameter: kappa, broken

optimizer = keras.optimizers.Adam(1e-2, gradient_accumulation_steps=ACCUMULATE)
model.compile(optimizer, loss=MixupLoss(model.kappa), metrics=["accuracy"])

x = np.random.randn(480, 12).astype("float32")
y = keras.utils.to_categorical(np.argmax(x[:, :4], axis=1), 4)
model.fit(x, y, batch_size=16, epochs=4, verbose=2)
print("smoothing", 0.5 / (1 + np.exp(-model.kappa.numpy())))
