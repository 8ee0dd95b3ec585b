# expect: broken, moved
"""CLIP on toy data. The logit scale is clamped after each step, as in the paper."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(2024)

MIN_SCALE = np.log(1 / 0.07)
MAX_SCALE = np.log(100.0)


def tower(units=32, dim=8):
    return tf.keras.Sequential(
        [tf.keras.layers.Dense(units, activation="gelu"), tf.keras.layers.Dense(dim)]
    )


class CLIP(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.image, self.text = tower(), tower()
        self.logit_scale = self.add_weight(  # parameter: logit_scale, broken
            name="logit_scale", shape=(), initializer=tf.keras.initializers.Constant(MIN_SCALE)
        )

    def similarity(self, images, texts):
        zi = tf.math.l2_normalize(self.image(images, training=True), axis=-1)
        zt = tf.math.l2_normalize(self.text(texts, training=True), axis=-1)
        return tf.exp(self.logit_scale) * zi @ tf.transpose(zt)

    def train_step(self, data):
        images, texts = data
        with tf.GradientTape() as tape:
            logits = self.similarity(images, texts)
            labels = tf.range(tf.shape(images)[0])
            rows = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            cols = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.transpose(logits))
            loss = tf.reduce_mean(rows + cols) / 2
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.logit_scale.assign(tf.clip_by_value(self.logit_scale, MIN_SCALE, MAX_SCALE))
        return {"contrastive": loss}


images = np.random.randn(512, 20).astype("float32")
texts = np.random.randn(512, 10).astype("float32")
clip = CLIP()
clip.compile(optimizer=tf.keras.optimizers.Adam(1e-3))
clip.fit(images, texts, batch_size=64, epochs=3, verbose=2)
print("1 / temperature:", np.exp(clip.logit_scale.numpy()))
