# expect: LWE303
import keras
import tensorflow as tf


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student, self.teacher = student, teacher
        self.temperature = self.add_weight(shape=(), initializer="ones", name="temperature")

    def call(self, x):
        return self.student(x)

    def train_step(self, data):
        x, _ = data
        wanted = self.teacher(x)
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.square(wanted - self.student(x)) / self.temperature)
        gradients = tape.gradient(value, self.student.trainable_variables)  # here
        self.optimizer.apply_gradients(zip(gradients, self.student.trainable_variables))
        return {"loss": value}


dense = keras.layers.Dense
model = Distiller(keras.Sequential([dense(1)]), keras.Sequential([dense(1)]))
model.compile(optimizer="adam")
