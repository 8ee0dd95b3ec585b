# expect: LWE303
import keras
import tensorflow as tf


class Gaussian(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.s = tf.Variable(0.0)

    def call(self, y_true, y_pred):
        return tf.exp(-self.s) * tf.square(y_true - y_pred) + self.s


class Net(keras.Model):
    def __init__(self, loss):
        super().__init__()
        self.d = keras.layers.Dense(1)
        self.objective = loss

    def call(self, x):
        return self.d(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            value = self.objective(y, self(x, training=True))
        variables = self.trainable_variables
        gradients = tape.gradient(value, variables)  # here
        self.optimizer.apply_gradients(zip(gradients, variables))
        return {"loss": value}


net = Net(Gaussian())
net.compile(optimizer="adam")
