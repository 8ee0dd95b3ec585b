# expect: fine
import math

import keras
import numpy as np
import tensorflow as tf


class ArcMarginProduct(keras.layers.Layer):
    """Additive angular margin; s and m are hyper-parameters."""

    def __init__(self, n_classes=6, s=16.0, m=0.3, easy_margin=False, **kwargs):
        super().__init__(**kwargs)
        self.n_classes, self.s, self.m = n_classes, s, m
        self.easy_margin = easy_margin
        self.cos_m = tf.math.cos(m)
        self.sin_m = tf.math.sin(m)
        self.th = tf.math.cos(math.pi - m)
        self.mm = tf.math.sin(math.pi - m) * m

    def build(self, input_shape):
        self.W = self.add_weight(
            name="W", shape=(int(input_shape[0][-1]), self.n_classes), initializer="glorot_uniform"
        )

    def call(self, inputs):
        X, y = inputs
        cosine = tf.matmul(tf.math.l2_normalize(X, axis=1), tf.math.l2_normalize(self.W, axis=0))
        sine = tf.math.sqrt(tf.maximum(1.0 - tf.math.pow(cosine, 2), 1e-7))
        phi = cosine * self.cos_m - sine * self.sin_m
        if self.easy_margin:
            phi = tf.where(cosine > 0, phi, cosine)
        else:
            phi = tf.where(cosine > self.th, phi, cosine - self.mm)
        one_hot = tf.one_hot(tf.cast(y, tf.int32), depth=self.n_classes)
        return self.s * (one_hot * phi + (1.0 - one_hot) * cosine)


keras.utils.set_random_seed(8)
means = np.random.normal(size=(6, 8)) * 1.5
labels = np.random.randint(0, 6, size=480)
data = (means[labels] + np.random.normal(size=(480, 8))).astype("float32")

inp = keras.layers.Input(shape=(8,), name="inp1")
label = keras.layers.Input(shape=(), name="inp2")
x = keras.layers.Dense(32, activation="relu")(inp)
x = keras.layers.Dropout(0.1)(x)
x = keras.layers.Dense(16)(x)
x = ArcMarginProduct(name="head_arc_margin")([x, label])
output = keras.layers.Softmax(dtype="float32")(x)
model = keras.models.Model(inputs=[inp, label], outputs=[output])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.005),
    loss=[keras.losses.SparseCategoricalCrossentropy()],
    metrics=[keras.metrics.SparseCategoricalAccuracy()],
)
model.fit((data, labels), labels, batch_size=48, epochs=6, verbose=2)
