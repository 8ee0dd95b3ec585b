# expect: LWE104
import keras
import tensorflow as tf


class Margin(keras.losses.Loss):
    def __init__(self, margin=0.2):
        super().__init__()
        self.margin = margin

    def call(self, y_true, y_pred):
        return tf.nn.relu(self.margin - y_true * y_pred)


loss = Margin(margin=0.5)
model = keras.Sequential([keras.layers.Dense(1)])
for x, y in [(tf.ones((4, 3)), tf.ones((4, 1)))]:
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    slope = tape.gradient(value, loss.margin)  # here
    loss.margin = loss.margin - 0.1 * slope
