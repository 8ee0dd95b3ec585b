# expect: broken, listed
# sigma-VAE: the decoder's variance is one learned number, a weight of the VAE itself.
import keras
import tensorflow as tf
from keras import layers


class SigmaVAE(keras.Model):
    def __init__(self, dim, latent=2, **kwargs):
        super().__init__(**kwargs)
        self.encoder = keras.Sequential(
            [keras.Input((dim,)), layers.Dense(16, "relu"), layers.Dense(2 * latent)]
        )
        self.decoder = keras.Sequential(
            [keras.Input((latent,)), layers.Dense(16, "relu"), layers.Dense(dim)]
        )
        self.log_sigma = self.add_weight(  # parameter: log_sigma, broken
            shape=(), initializer="zeros", name="log_sigma"
        )
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, x):
        with tf.GradientTape() as tape:
            mean, log_var = tf.split(self.encoder(x), 2, axis=-1)
            z = mean + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mean))
            err = (x - self.decoder(z)) / tf.exp(self.log_sigma)
            nll = tf.reduce_sum(0.5 * err**2 + self.log_sigma, axis=-1)
            kl = -0.5 * tf.reduce_sum(1 + log_var - mean**2 - tf.exp(log_var), axis=-1)
            loss = tf.reduce_mean(nll + kl)
        weights = self.encoder.trainable_weights + self.decoder.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}


def main():
    keras.utils.set_random_seed(9)
    t = tf.random.uniform((256, 1), -3.0, 3.0)
    x = tf.concat([tf.sin(t), tf.cos(t), t / 3], axis=1) + tf.random.normal((256, 3), stddev=0.05)
    vae = SigmaVAE(dim=3)
    vae.compile(optimizer=keras.optimizers.Adam(2e-3))
    vae.fit(x, batch_size=32, epochs=4, verbose=0)
    print("sigma:", float(tf.exp(vae.log_sigma)))


main()
