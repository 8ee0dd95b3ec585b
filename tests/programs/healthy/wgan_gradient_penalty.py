# expect: fine
import keras
import tensorflow as tf
from keras import layers


class WGAN(keras.Model):
    def __init__(self, critic, generator, latent_dim, n_critic=3, gp_weight=10.0):
        super().__init__()
        self.critic = critic
        self.generator = generator
        self.latent_dim = latent_dim
        self.n_critic = n_critic
        self.gp_weight = gp_weight

    def compile(self, d_optimizer, g_optimizer):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer

    def gradient_penalty(self, real, fake):
        eps = tf.random.uniform([tf.shape(real)[0], 1])
        mixed = real + eps * (fake - real)
        with tf.GradientTape() as gp_tape:
            gp_tape.watch(mixed)
            pred = self.critic(mixed, training=True)
        grads = gp_tape.gradient(pred, [mixed])[0]
        norm = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=1) + 1e-12)
        return tf.reduce_mean((norm - 1.0) ** 2)

    def train_step(self, real):
        batch = tf.shape(real)[0]
        for _ in range(self.n_critic):
            noise = tf.random.normal([batch, self.latent_dim])
            with tf.GradientTape() as tape:
                fake = self.generator(noise, training=True)
                d_cost = tf.reduce_mean(self.critic(fake)) - tf.reduce_mean(self.critic(real))
                d_loss = d_cost + self.gp_weight * self.gradient_penalty(real, fake)
            d_grads = tape.gradient(d_loss, self.critic.trainable_variables)
            self.d_optimizer.apply_gradients(zip(d_grads, self.critic.trainable_variables))

        noise = tf.random.normal([batch, self.latent_dim])
        with tf.GradientTape() as tape:
            g_loss = -tf.reduce_mean(self.critic(self.generator(noise, training=True)))
        g_grads = tape.gradient(g_loss, self.generator.trainable_variables)
        self.g_optimizer.apply_gradients(zip(g_grads, self.generator.trainable_variables))
        return {"d_loss": d_loss, "g_loss": g_loss}


keras.utils.set_random_seed(0)
critic = keras.Sequential([keras.Input((2,)), layers.Dense(24, "tanh"), layers.Dense(1)])
generator = keras.Sequential([keras.Input((3,)), layers.Dense(24, "relu"), layers.Dense(2)])
wgan = WGAN(critic, generator, latent_dim=3)
wgan.compile(keras.optimizers.Adam(1e-3, 0.5, 0.9), keras.optimizers.Adam(1e-3, 0.5, 0.9))
data = tf.random.normal([512, 2], mean=[2.0, -1.0], stddev=0.3)
history = wgan.fit(tf.data.Dataset.from_tensor_slices(data).batch(32), epochs=6, verbose=0)
print("mean of samples", generator(tf.random.normal([256, 3])).numpy().mean(axis=0))
print("critic loss", history.history["d_loss"][-1])
