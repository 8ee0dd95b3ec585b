# expect: broken, variable
# Training state in one dataclass, JAX style.
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(4)


@dataclass(frozen=True)
class TrainState:
    step: int
    temperature: tf.Tensor


def contrastive(za, zb, temperature):
    za, zb = tf.math.l2_normalize(za, 1), tf.math.l2_normalize(zb, 1)
    logits = za @ tf.transpose(zb) / temperature
    labels = tf.range(tf.shape(za)[0])
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


encoder = tf.keras.Sequential([tf.keras.layers.Dense(16, "gelu"), tf.keras.layers.Dense(8)])
opt = tf.keras.optimizers.AdamW(3e-3)


@tf.function(reduce_retracing=True)
def update(a, b, temperature):
    with tf.GradientTape() as tape:
        loss = contrastive(encoder(a), encoder(b), temperature)
    grads = tape.gradient(loss, encoder.trainable_variables + [temperature])
    opt.apply_gradients(zip(grads[:-1], encoder.trainable_variables))
    g = grads[-1]
    new = temperature if g is None else tf.maximum(temperature - 0.01 * g, 0.01)
    return loss, tf.convert_to_tensor(new)


def main():
    state = TrainState(0, tf.convert_to_tensor(0.5))  # parameter: temperature, broken
    for i in range(24):
        a = np.random.randn(32, 10).astype("float32")
        b = a + 0.2 * np.random.randn(32, 10).astype("float32")
        loss, temperature = update(a, b, state.temperature)
        state = replace(state, step=i + 1, temperature=temperature)
    print(f"step {state.step}: loss {loss:.3f} temperature {state.temperature:.3f}")


main()
