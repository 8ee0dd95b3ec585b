# expect: fine
import keras
import numpy as np
import tensorflow as tf

EPS = 0.1


class Robust(keras.Sequential):
    def perturb(self, x, y):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            loss = self.compute_loss(x, y, self(x, training=False))
        return tf.stop_gradient(x + EPS * tf.sign(tape.gradient(loss, x)))

    def train_step(self, data):
        x, y = data
        x_adv = self.perturb(x, y)
        with tf.GradientTape() as tape:
            clean = self.compute_loss(x, y, self(x, training=True))
            adversarial = self.compute_loss(x_adv, y, self(x_adv, training=True))
            loss = 0.5 * clean + 0.5 * adversarial
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"clean": clean, "adversarial": adversarial}


def saliency(model, x, label):
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = tf.reduce_sum(model(x)[:, label])
    return tf.reduce_mean(tf.abs(tape.gradient(score, x)), axis=0).numpy()


def integrated_gradients(model, x, label, steps=16):
    total = 0.0
    for t in np.linspace(0, 1, steps, dtype="float32"):
        point = tf.Variable(t * x)
        with tf.GradientTape() as tape:
            score = tf.reduce_sum(model(point)[:, label])
        total += tape.gradient(score, point).numpy()
    return (x * total / steps).mean(axis=0)


if __name__ == "__main__":
    keras.utils.set_random_seed(66)
    x = np.random.normal(size=(320, 6)).astype("float32")
    y = (x[:, 2] + 0.5 * x[:, 4] > 0).astype("int32")
    model = Robust([keras.layers.Dense(24, "relu"), keras.layers.Dense(2)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, epochs=5, batch_size=32, verbose=0)
    print("saliency", saliency(model, x[:50], 1).round(2))
    print("integrated gradients", integrated_gradients(model, x[:50], 1).round(2))
