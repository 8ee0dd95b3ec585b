import keras
import tensorflow as tf

generator = keras.Sequential([keras.layers.Dense(2)])
discriminator = keras.Sequential([keras.layers.Dense(1)])
g_optimizer, d_optimizer = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4)
bce = keras.losses.BinaryCrossentropy(from_logits=True)


def gradient_penalty(real, fake):
    t = tf.random.uniform((tf.shape(real)[0], 1))
    between = t * real + (1 - t) * fake
    with tf.GradientTape() as tape:
        tape.watch(between)
        score = discriminator(between)
    slopes = tape.gradient(score, [between])[0]
    return tf.reduce_mean((tf.norm(slopes, axis=1) - 1.0) ** 2)


@tf.function
def train_step(real):
    noise = tf.random.normal((8, 2))
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake = generator(noise)
        d_loss = bce(tf.ones((8, 1)), discriminator(real)) + 10.0 * gradient_penalty(real, fake)
        g_loss = bce(tf.ones((8, 1)), discriminator(fake))
    d_grads = d_tape.gradient(d_loss, discriminator.trainable_variables)
    g_grads = g_tape.gradient(g_loss, generator.trainable_variables)
    d_optimizer.apply_gradients(zip(d_grads, discriminator.trainable_variables))
    g_optimizer.apply_gradients(zip(g_grads, generator.trainable_variables))


for _ in range(3):
    train_step(tf.random.normal((8, 2)))
discriminator.trainable = False
