# expect: broken, variable
import keras
import numpy as np
from keras import ops

keras.utils.set_random_seed(8)


class LearnedTau(keras.metrics.Metric):
    """Holds tau so that it shows up in the progress bar."""

    def __init__(self, tau=1.0, name="tau"):
        super().__init__(name=name)
        self.tau = self.add_weight(  # parameter: tau, broken
            shape=(), initializer=keras.initializers.Constant(tau), name="tau"
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        pass

    def result(self):
        return self.tau

    def reset_state(self):
        pass  # keep the learned value between epochs


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student = student
        self.teacher = teacher
        self.teacher.trainable = False
        self.tau_metric = LearnedTau(2.0)

    def call(self, x):
        return self.student(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        tau = self.tau_metric.tau
        soft = ops.softmax(self.teacher(x) / tau)
        distill = keras.losses.kl_divergence(soft, ops.softmax(y_pred / tau))
        hard = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
        return ops.mean(hard + tau**2 * distill)


def mlp(units):
    return keras.Sequential([keras.layers.Dense(units, activation="relu"), keras.layers.Dense(3)])


x = np.random.randn(256, 5).astype("float32")
y = x[:, :3].argmax(1)
teacher = mlp(64)
teacher.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
teacher.fit(x, y, epochs=3, verbose=0)
distiller = Distiller(mlp(8), teacher)
distiller.compile("adam")
distiller.fit(x, y, epochs=4, verbose=2)
print("learned temperature:", float(distiller.tau_metric.result()))
