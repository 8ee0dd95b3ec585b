# expect: LWE104
import keras
import tensorflow as tf


class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.alpha = tf.constant(1.0)

    def call(self, y_true, y_pred):
        return self.alpha * tf.square(y_true - y_pred)


def step(model, loss, optimizer, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    variables = model.trainable_variables + [loss.alpha]  # here
    optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))


step(keras.Sequential([keras.layers.Dense(1)]), Scaled(), keras.optimizers.SGD(), None, None)
