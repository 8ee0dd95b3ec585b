# expect: broken, listed
# Contrastive pretraining on pairs of augmented views, CLIP style logit scale.
import math

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(42)

encoder = keras.Sequential(
    [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(8, use_bias=False)]
)
logit_scale = tf.Variable(math.log(1 / 0.2), dtype=tf.float32)  # parameter: logit_scale, broken
optimizer = keras.optimizers.Adam(1e-3)


def augment(batch):
    return batch + tf.random.normal(tf.shape(batch), stddev=0.5)


def contrastive_loss(za, zb):
    za = tf.math.l2_normalize(za, axis=1)
    zb = tf.math.l2_normalize(zb, axis=1)
    logits = tf.exp(logit_scale) * tf.matmul(za, zb, transpose_b=True)
    labels = tf.range(tf.shape(logits)[0])
    ce = keras.losses.sparse_categorical_crossentropy
    return tf.reduce_mean(
        ce(labels, logits, from_logits=True) + ce(labels, tf.transpose(logits), from_logits=True)
    )


images = np.random.randn(192, 20).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices(images).shuffle(192, seed=0).batch(32)

for epoch in range(4):
    for batch in dataset:
        with tf.GradientTape() as tape:
            loss = contrastive_loss(encoder(augment(batch)), encoder(augment(batch)))
        grads = tape.gradient(loss, encoder.trainable_variables)
        optimizer.apply_gradients(zip(grads, encoder.trainable_variables))
    print(f"epoch {epoch}  loss {loss:.4f}  scale {tf.exp(logit_scale):.3f}")
