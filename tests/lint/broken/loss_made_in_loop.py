# expect: LWE101
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


for epoch in range(5):
    loss = Scaled()  # here
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    variables = model.trainable_variables + [loss.alpha]
    keras.optimizers.SGD(0.1).apply_gradients(zip(tape.gradient(value, variables), variables))
