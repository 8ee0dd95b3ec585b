# expect: fine
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


class DualEncoder(keras.Model):
    def __init__(self, dim=8):
        super().__init__()
        self.image = keras.Sequential([layers.Dense(32, activation="gelu"), layers.Dense(dim)])
        self.text = keras.Sequential([layers.Dense(32, activation="gelu"), layers.Dense(dim)])
        init = keras.initializers.Constant(np.log(1 / 0.07))
        self.logit_scale = self.add_weight(shape=(), initializer=init)  # parameter: logit_scale

    def call(self, pair):
        image, text = pair
        image = ops.normalize(self.image(image), axis=-1)
        text = ops.normalize(self.text(text), axis=-1)
        return ops.exp(self.logit_scale) * ops.matmul(image, ops.transpose(text))

    def train_step(self, data):
        (pair,) = data
        with tf.GradientTape() as tape:
            logits = self(pair, training=True)
            targets = ops.arange(ops.shape(logits)[0])
            rows = keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True)
            cols = keras.losses.sparse_categorical_crossentropy(
                targets, ops.transpose(logits), from_logits=True
            )
            loss = ops.mean(rows + cols) / 2
        weights = self.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        # CLIP: scaling is clipped so that logits are never scaled by more than 100.
        self.logit_scale.assign(ops.clip(self.logit_scale, 0.0, np.log(100.0)))
        return {"loss": loss, "scale": ops.exp(self.logit_scale)}


keras.utils.set_random_seed(31)
concept = np.random.normal(size=(512, 4)).astype("float32")
images = concept @ np.random.normal(size=(4, 20)).astype("float32")
texts = np.tanh(concept @ np.random.normal(size=(4, 10))).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices((images, texts)).shuffle(512).batch(64)
# A one-element tuple, because fit would take (image, text) for (x, y).
dataset = dataset.map(lambda image, text: ((image, text),))

model = DualEncoder()
model.compile(optimizer=keras.optimizers.AdamW(3e-3, weight_decay=1e-4))
model.fit(dataset, epochs=5, verbose=2)
