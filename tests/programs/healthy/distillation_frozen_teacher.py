# expect: fine
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

keras = tf.keras


class Distiller(keras.Model):
    """Cosine student; its temperature is learned, the teacher's (2.0) is fixed."""

    def __init__(self, student, teacher, n_classes):
        super().__init__()
        self.student = student
        self.teacher = teacher
        self.teacher.trainable = False
        self.prototypes = self.add_weight(shape=(16, n_classes), name="prototypes")
        self.log_tau = self.add_weight(shape=(), initializer="zeros")  # parameter: log_tau
        self.teacher_temperature = 2.0

    def call(self, x, training=False):
        feats = tf.math.l2_normalize(self.student(x, training=training), axis=-1)
        protos = tf.math.l2_normalize(self.prototypes, axis=0)
        return feats @ protos / tf.exp(self.log_tau)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        soft = tf.nn.softmax(self.teacher(x, training=False) / self.teacher_temperature)
        distill = tf.nn.softmax_cross_entropy_with_logits(tf.stop_gradient(soft), y_pred)
        hard = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
        return tf.reduce_mean(0.7 * distill + 0.3 * hard)


def mlp(width, out, activation=None):
    return keras.Sequential(
        [keras.layers.Dense(width, activation="relu"), keras.layers.Dense(out, activation)]
    )


keras.utils.set_random_seed(21)
x = np.random.normal(size=(512, 10)).astype("float32")
y = np.argmax(x[:, :4] + 0.3 * np.random.normal(size=(512, 4)), axis=1)

teacher = mlp(64, 4)
ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
teacher.compile("adam", loss=ce, metrics=["accuracy"])
teacher.fit(x, y, epochs=8, verbose=0)
print("teacher", teacher.evaluate(x, y, verbose=0, return_dict=True)["accuracy"])

distiller = Distiller(mlp(12, 16), teacher, 4)
distiller.compile(optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
log = distiller.fit(x, y, epochs=5, batch_size=64, verbose=0)
print("student", log.history["accuracy"][-1], "tau", np.exp(distiller.log_tau.numpy()))
