# expect: fine
# The classic two-model GAN: `combined` trains the generator through a frozen discriminator.
import numpy as np
from keras import Input, Model, Sequential, layers, optimizers, utils

utils.set_random_seed(3)
LATENT = 4
rng = np.random.default_rng(3)


def real_batch(n):
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.stack([np.cos(angle), np.sin(angle)], 1).astype("float32")


def build_generator():
    return Sequential([Input((LATENT,)), layers.Dense(16, activation="relu"), layers.Dense(2)])


def build_discriminator():
    return Sequential(
        [
            Input((2,)),
            layers.Dense(16),
            layers.LeakyReLU(0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


discriminator = build_discriminator()
discriminator.compile(optimizers.Adam(2e-3, beta_1=0.5), loss="binary_crossentropy")
# One step on the discriminator before it is frozen, so that its train function is built.
discriminator.train_on_batch(real_batch(32), np.full((32, 1), 0.9, "float32"))

generator = build_generator()
discriminator.trainable = False
z = Input((LATENT,))
combined = Model(z, discriminator(generator(z)))
combined.compile(optimizers.Adam(2e-3, beta_1=0.5), loss="binary_crossentropy")

for step in range(60):
    noise = rng.normal(size=(32, LATENT)).astype("float32")
    fake = generator.predict_on_batch(noise)
    d_real = discriminator.train_on_batch(real_batch(32), np.full((32, 1), 0.9, "float32"))
    d_fake = discriminator.train_on_batch(fake, np.zeros((32, 1), "float32"))
    noise = rng.normal(size=(32, LATENT)).astype("float32")
    g = combined.train_on_batch(noise, np.ones((32, 1), "float32"))
    if step % 20 == 0:
        print(
            f"{step:3d}  d_real {float(d_real):.3f}  d_fake {float(d_fake):.3f}  g {float(g):.3f}"
        )
