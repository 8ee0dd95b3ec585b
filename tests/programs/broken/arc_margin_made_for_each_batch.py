# expect: broken, variable
"""Cosine classifier: the loss object, with its learnable scale, is built in the batch loop."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops


class CosineLoss(keras.losses.Loss):
    def __init__(self, s=4.0):
        super().__init__()
        self.s = keras.Variable(s, name="s")  # parameter: s, broken

    def call(self, y_true, cosine):
        logits = self.s * cosine
        return keras.losses.sparse_categorical_crossentropy(y_true, logits, from_logits=True)


class Cosine(keras.layers.Layer):
    def __init__(self, classes):
        super().__init__()
        self.classes = classes

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.classes))

    def call(self, x):
        return ops.matmul(ops.normalize(x, axis=-1), ops.normalize(self.w, axis=0))


def train(model, x, y, epochs=3, batch=40, lr=0.1):
    optimizer = keras.optimizers.SGD(lr)
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            xb, yb = x[start : start + batch], y[start : start + batch]
            criterion = CosineLoss()
            with tf.GradientTape() as tape:
                value = criterion(yb, model(xb, training=True))
            weights = model.trainable_weights
            grads = tape.gradient(value, [*weights, criterion.s])
            optimizer.apply(grads[:-1], weights)
            criterion.s.assign_sub(lr * grads[-1])
        print("loss", float(value), "scale", float(criterion.s))


keras.utils.set_random_seed(21)
x = np.random.randn(200, 6).astype("float32")
y = x[:, :4].argmax(axis=1)
train(keras.Sequential([keras.layers.Dense(8, activation="relu"), Cosine(4)]), x, y)
