# expect: fine
import keras
import numpy as np
from keras import layers, ops


class KLAnnealing(keras.callbacks.Callback):
    def __init__(self, warmup_epochs):
        super().__init__()
        self.warmup_epochs = warmup_epochs

    def on_epoch_begin(self, epoch, logs=None):
        self.model.kl_weight.assign(min(1.0, epoch / self.warmup_epochs))


class BetaVAE(keras.Model):
    def __init__(self, latent=2, features=6):
        super().__init__()
        self.encoder = keras.Sequential([layers.Dense(16, "tanh"), layers.Dense(2 * latent)])
        self.decoder = keras.Sequential([layers.Dense(16, "tanh"), layers.Dense(features)])
        self.kl_weight = keras.Variable(0.0, trainable=False, name="kl_weight")
        self.rec_tracker = keras.metrics.Mean(name="rec")
        self.kl_tracker = keras.metrics.Mean(name="kl")
        self.seed = keras.random.SeedGenerator(0)

    def call(self, x):
        mean, log_var = ops.split(self.encoder(x), 2, axis=-1)
        z = mean + ops.exp(log_var / 2) * keras.random.normal(ops.shape(mean), seed=self.seed)
        return self.decoder(z), mean, log_var

    def compute_loss(self, x, y=None, y_pred=None, sample_weight=None, training=True):
        rec, mean, log_var = y_pred
        rec_loss = ops.mean(ops.sum(ops.square(x - rec), axis=-1))
        kl = -0.5 * ops.mean(ops.sum(1 + log_var - ops.square(mean) - ops.exp(log_var), axis=-1))
        self.rec_tracker.update_state(rec_loss)
        self.kl_tracker.update_state(kl)
        return rec_loss + self.kl_weight * kl


keras.utils.set_random_seed(1)
z = np.random.normal(size=(320, 2))
x = (np.tanh(z @ np.random.normal(size=(2, 6))) + 0.05 * np.random.normal(size=(320, 6))).astype(
    "f4"
)
vae = BetaVAE()
vae.compile(optimizer=keras.optimizers.Adam(0.01))
h = vae.fit(x, epochs=8, batch_size=32, callbacks=[KLAnnealing(5)], verbose=0).history
for epoch, (r, k) in enumerate(zip(h["rec"], h["kl"])):
    print(f"{epoch}: rec {r:.3f} kl {k:.3f}")
