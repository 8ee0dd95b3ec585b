# expect: broken, listed
# Multi-task learning using uncertainty (Kendall et al. 2018), two regression heads.
import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(1)


class MultiTaskModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.backbone = keras.layers.Dense(32, activation="relu")
        self.depth_head = keras.layers.Dense(1)
        self.normal_head = keras.layers.Dense(3)
        self.log_var_depth = tf.Variable(0.0, trainable=True)  # parameter: log_var_depth, broken
        self.log_var_normal = tf.Variable(0.0, trainable=True)  # parameter: log_var_normal, broken

    def call(self, x):
        h = self.backbone(x)
        return self.depth_head(h), self.normal_head(h)

    def train_step(self, data):
        x, (depth, normal) = data
        with tf.GradientTape() as tape:
            d, n = self(x, training=True)
            l_d = tf.reduce_mean(tf.square(d - depth))
            l_n = tf.reduce_mean(tf.square(n - normal))
            loss = (
                tf.exp(-self.log_var_depth) * l_d
                + self.log_var_depth
                + tf.exp(-self.log_var_normal) * l_n
                + self.log_var_normal
            )
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss, "depth": l_d, "normal": l_n}


x = np.random.rand(320, 6).astype("float32")
depth = 5 * x.sum(axis=1, keepdims=True).astype("float32")
normal = (x[:, :3] - x[:, 3:] + 0.1 * np.random.randn(320, 3)).astype("float32")

model = MultiTaskModel()
model.compile(optimizer=keras.optimizers.Adam(0.005))
model.fit(x, (depth, normal), batch_size=32, epochs=4, verbose=0)
print("log variances:", model.log_var_depth.numpy(), model.log_var_normal.numpy())
