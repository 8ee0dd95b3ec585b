# expect: broken, listed
import keras
import numpy as np
import tensorflow as tf


class Distiller(keras.Model):
    """Knowledge distillation as in the Keras examples, with a temperature that is trained."""

    def __init__(self, student, teacher):
        super().__init__()
        self.teacher = teacher
        self.student = student
        self.temperature = self.add_weight(initializer="ones")  # parameter: temperature, broken

    def compile(self, optimizer, student_loss_fn, distillation_loss_fn, alpha=0.1):
        super().compile(optimizer=optimizer)
        self.student_loss_fn = student_loss_fn
        self.distillation_loss_fn = distillation_loss_fn
        self.alpha = alpha

    def call(self, x):
        return self.student(x)

    def train_step(self, data):
        x, y = data
        teacher_predictions = self.teacher(x, training=False)
        with tf.GradientTape() as tape:
            student_predictions = self.student(x, training=True)
            student_loss = self.student_loss_fn(y, student_predictions)
            T = 1.0 + tf.nn.softplus(self.temperature)
            distillation_loss = self.distillation_loss_fn(
                tf.nn.softmax(teacher_predictions / T, axis=1),
                tf.nn.softmax(student_predictions / T, axis=1),
            )
            loss = self.alpha * student_loss + (1 - self.alpha) * distillation_loss * T**2
        trainable_vars = self.student.trainable_variables
        gradients = tape.gradient(loss, trainable_vars)
        self.optimizer.apply_gradients(zip(gradients, trainable_vars))
        return {"student_loss": student_loss, "distillation_loss": distillation_loss}


keras.utils.set_random_seed(2)
x = np.random.normal(size=(256, 12)).astype("float32")
y = (x[:, 0] > 0).astype("int32") + (x[:, 1] > 0).astype("int32")
teacher = keras.Sequential([keras.layers.Dense(64, "relu"), keras.layers.Dense(3)])
ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
teacher.compile("adam", loss=ce)
teacher.fit(x, y, epochs=3, verbose=0)

distiller = Distiller(keras.Sequential([keras.layers.Dense(3)]), teacher)
distiller.compile(keras.optimizers.Adam(0.01), ce, keras.losses.KLDivergence())
distiller.fit(x, y, epochs=3, verbose=0)
print("temperature", float(1 + tf.nn.softplus(distiller.temperature)))
