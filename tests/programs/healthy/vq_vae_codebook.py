# expect: fine
import keras
import numpy as np
import tensorflow as tf


class VectorQuantizer(keras.layers.Layer):
    def __init__(self, num_embeddings, embedding_dim, beta=0.25, **kwargs):
        super().__init__(**kwargs)
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.beta = beta  # commitment cost
        shape = (embedding_dim, num_embeddings)
        self.embeddings = self.add_weight(shape=shape, initializer="random_uniform", trainable=True)

    def call(self, x):
        distance = (
            tf.reduce_sum(x**2, axis=1, keepdims=True)
            + tf.reduce_sum(self.embeddings**2, axis=0)
            - 2 * tf.matmul(x, self.embeddings)
        )
        codes = tf.one_hot(tf.argmin(distance, axis=1), self.num_embeddings)
        quantized = tf.matmul(codes, self.embeddings, transpose_b=True)
        commitment = tf.reduce_mean((tf.stop_gradient(quantized) - x) ** 2)
        codebook = tf.reduce_mean((quantized - tf.stop_gradient(x)) ** 2)
        self.add_loss(self.beta * commitment + codebook)
        # Straight-through estimator.
        return x + tf.stop_gradient(quantized - x)


keras.utils.set_random_seed(99)
centres = np.random.normal(size=(8, 16)) * 2
x = (centres[np.random.randint(8, size=512)] + 0.1 * np.random.normal(size=(512, 16))).astype("f4")

quantizer = VectorQuantizer(16, 4)
autoencoder = keras.Sequential(
    [
        keras.Input((16,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(4),
        quantizer,
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(16),
    ]
)
autoencoder.compile(keras.optimizers.Adam(1e-2), loss="mse")
autoencoder.fit(x, x, epochs=8, batch_size=64, verbose=0)
print("reconstruction", autoencoder.evaluate(x, x, verbose=0))
