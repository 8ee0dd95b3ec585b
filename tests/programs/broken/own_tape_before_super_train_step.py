# expect: broken, delivered or listed
import numpy as np
import tensorflow as tf


class TweedieLoss(tf.keras.losses.Loss):
    """Tweedie deviance for insurance claims with a learned power 1 < p < 2."""

    def __init__(self):
        super().__init__(name="tweedie")
        self.rho = tf.Variable(0.0, name="rho")  # parameter: rho, broken

    def call(self, y_true, log_mu):
        p = 1.0 + 0.98 * tf.sigmoid(self.rho) + 0.01
        a = y_true * tf.exp((1 - p) * log_mu) / (1 - p)
        b = tf.exp((2 - p) * log_mu) / (2 - p)
        return b - a


class ClaimsModel(tf.keras.Model):
    def __init__(self, hidden):
        super().__init__()
        self.seq = tf.keras.Sequential(
            [tf.keras.layers.Dense(hidden, "relu"), tf.keras.layers.Dense(1)]
        )
        self.rho_grad = tf.keras.metrics.Mean(name="rho_grad")

    def call(self, x):
        return self.seq(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.loss(y, self(x, training=True))
        grad = tape.gradient(loss, self.loss.rho)
        self.rho_grad.update_state(grad)
        # Keras does the rest
        return super().train_step(data)


tf.keras.utils.set_random_seed(23)
x = np.random.rand(300, 6).astype("float32")
counts = np.random.poisson(0.5 + x[:, 0])
y = np.array([np.random.gamma(2.0, 0.5, c).sum() for c in counts], "float32")[:, None]
model = ClaimsModel(16)
tweedie = TweedieLoss()
model.compile("adam", loss=tweedie)
logs = model.fit(x, y, epochs=4, batch_size=30, verbose=0)
print("mean gradient of rho", logs.history["rho_grad"][-1])
print("power", float(1.01 + 0.98 * tf.sigmoid(tweedie.rho)))
