# expect: fine
import keras
import numpy as np
import tensorflow as tf

BATCH = 32


def stream():
    rng = np.random.default_rng(60)
    while True:
        t = rng.uniform(0, 2 * np.pi)
        kappa = 8.0
        angle = rng.vonmises(np.sin(t), kappa)
        yield np.array([np.sin(t), np.cos(t)], "float32"), np.float32(angle)


dataset = (
    tf.data.Dataset.from_generator(
        stream,
        output_signature=(tf.TensorSpec((2,), tf.float32), tf.TensorSpec((), tf.float32)),
    )
    .map(lambda x, y: (x, tf.stack([tf.cos(y), tf.sin(y)])), num_parallel_calls=1)
    .batch(BATCH)
    .prefetch(1)
)


class VonMises(keras.Model):
    """Predicts an angle; the concentration kappa is one learned number."""

    def __init__(self):
        super().__init__()
        self.direction = keras.Sequential(
            [
                keras.layers.Dense(16, "tanh"),
                keras.layers.Dense(2),
                keras.layers.UnitNormalization(),
            ]
        )
        self.log_kappa = keras.Variable(0.0, name="log_kappa")  # parameter: log_kappa

    def call(self, x):
        return self.direction(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        kappa = tf.exp(self.log_kappa.value)
        cosine = tf.reduce_sum(y * y_pred, axis=-1)
        log_bessel = tf.math.log(tf.math.bessel_i0e(kappa)) + kappa
        return tf.reduce_mean(log_bessel - kappa * cosine)


keras.utils.set_random_seed(60)
model = VonMises()
model.compile(keras.optimizers.Adam(0.02), steps_per_execution=10)
model.fit(dataset, steps_per_epoch=20, epochs=4, verbose=2)
print("kappa", float(tf.exp(model.log_kappa.value)), "(true 8)")
