# expect: fine
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(7)
keras.mixed_precision.set_global_policy("mixed_float16")


class GaussianRegressor(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = keras.layers.Dense(32, activation="relu")
        self.head = keras.layers.Dense(1, dtype="float32")
        self.rho = keras.Variable(0.5, dtype="float32", name="rho")  # parameter: rho

    def call(self, x):
        return self.head(self.body(x))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            err = tf.cast(y, tf.float32) - self(x, training=True)
            sigma = tf.nn.softplus(tf.cast(self.rho, tf.float32)) + 1e-3
            loss = tf.reduce_mean(0.5 * tf.square(err / sigma) + tf.math.log(sigma))
            scaled = self.optimizer.scale_loss(loss)
        grads = tape.gradient(scaled, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss}


x = np.random.uniform(-1, 1, (640, 3)).astype("float32")
y = (x**2).sum(1, keepdims=True) + 0.1 * np.random.normal(size=(640, 1))

model = GaussianRegressor()
optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.01), initial_scale=2.0**10)
model.compile(optimizer=optimizer)
model.fit(x, y, epochs=4, batch_size=32, verbose=0)
print("sigma", float(tf.nn.softplus(model.rho.value)))
print("loss scale now", float(optimizer.dynamic_scale))
