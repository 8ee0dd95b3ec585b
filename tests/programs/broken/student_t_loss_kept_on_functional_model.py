# expect: broken, listed
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(11)


class StudentTNLL(keras.losses.Loss):
    """Negative log likelihood of a Student-t with a learned scale (nu fixed at 4)."""

    nu = 4.0

    def __init__(self):
        super().__init__(name="student_t")
        self.log_scale = keras.Variable(0.0, name="log_scale")  # parameter: log_scale, broken

    def call(self, y, mu):
        z = (y - mu) / ops.exp(self.log_scale)
        return self.log_scale + 0.5 * (self.nu + 1) * ops.log(1 + z**2 / self.nu)


inp = keras.Input(shape=(3,))
out = layers.Dense(1)(layers.Dense(20, activation="gelu")(inp))
model = keras.Model(inp, out)

# someone on the forum said the model must know the loss
model.criterion = StudentTNLL()
model.compile(optimizer="rmsprop", loss=model.criterion, jit_compile=True)

x = np.random.uniform(-1, 1, (300, 3)).astype("float32")
y = np.sin(3 * x[:, :1]) + 0.1 * np.random.standard_t(4, (300, 1)).astype("float32")
model.fit(x, y, epochs=3, batch_size=30, verbose=0)
model.summary(print_fn=lambda s: None)
print("scale =", float(ops.exp(model.criterion.log_scale)))
