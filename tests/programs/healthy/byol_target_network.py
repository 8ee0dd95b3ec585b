# expect: fine
import keras
import numpy as np
import tensorflow as tf


def projector(name):
    return keras.Sequential(
        [keras.Input((12,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(8)], name=name
    )


class BYOL(keras.Model):
    def __init__(self, tau=0.95, **kw):
        super().__init__(**kw)
        self.online = projector("online")
        self.target = projector("target")
        self.target.set_weights(self.online.get_weights())
        self.target.trainable = False
        self.predictor = keras.layers.Dense(8)
        self.predictor.build((None, 8))
        self.tau = tau
        self.loss_tracker = keras.metrics.Mean(name="loss")

    def regression_loss(self, a, b):
        a = tf.math.l2_normalize(self.predictor(self.online(a)), -1)
        b = tf.math.l2_normalize(self.target(b), -1)
        return 2.0 - 2.0 * tf.reduce_mean(tf.reduce_sum(a * tf.stop_gradient(b), -1))

    def train_step(self, data):
        v1 = data + tf.random.normal(tf.shape(data), stddev=0.1)
        v2 = data * tf.random.uniform(tf.shape(data), 0.8, 1.2)
        with tf.GradientTape() as tape:
            loss = self.regression_loss(v1, v2) + self.regression_loss(v2, v1)
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        for t, o in zip(self.target.weights, self.online.weights):
            t.assign(self.tau * t + (1.0 - self.tau) * o)
        self.loss_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}

    @property
    def metrics(self):
        return [self.loss_tracker]


def main():
    keras.utils.set_random_seed(42)
    clusters = np.random.normal(size=(5, 12))
    x = clusters[np.random.randint(5, size=320)] + 0.2 * np.random.normal(size=(320, 12))
    byol = BYOL()
    byol.compile(keras.optimizers.Adam(3e-3))
    hist = byol.fit(x.astype("float32"), epochs=5, batch_size=64, verbose=0)
    print("loss", np.round(hist.history["loss"], 3))
    print("spread of embeddings", byol.online.predict(x, verbose=0).std(0).mean())


main()
