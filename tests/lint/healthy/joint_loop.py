import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

optimizer = keras.optimizers.SGD(0.1)
model = keras.Sequential([keras.layers.Dense(1)])


class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = tf.Variable(1.0)

    def call(self, y_true, y_pred):
        return tf.exp(-self.alpha) * tf.square(y_true - y_pred) + self.alpha


loss = Scaled()
variables = model.trainable_variables + [loss.alpha]


@tf.function
def step():
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    gradients = tape.gradient(value, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
    optimizer.apply_gradients(zip(gradients, variables))


for _ in range(5):
    step()
print(loss.alpha.numpy())
