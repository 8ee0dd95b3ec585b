# expect: fine
"""Soft actor-critic on a one-step continuous bandit, with automatic entropy tuning."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(123)
rng = np.random.default_rng(123)
TARGET_ENTROPY = -1.0


def mlp(n_in, n_out):
    return tf.keras.Sequential(
        [tf.keras.Input((n_in,)), layers.Dense(32, activation="relu"), layers.Dense(n_out)]
    )


actor, q1, q2 = mlp(2, 2), mlp(3, 1), mlp(3, 1)
log_alpha = tf.Variable(0.0, dtype=tf.float32, name="log_alpha")  # parameter: log_alpha
actor_opt, critic_opt, alpha_opt = (tf.keras.optimizers.Adam(r) for r in (3e-3, 3e-3, 3e-2))


def sample_action(state):
    mu, log_std = tf.split(actor(state), 2, axis=-1)
    log_std = tf.clip_by_value(log_std, -5.0, 1.0)
    eps = tf.random.normal(tf.shape(mu))
    action = tf.tanh(mu + tf.exp(log_std) * eps)
    logp = -0.5 * eps**2 - log_std - 0.5 * np.log(2 * np.pi) - tf.math.log(1 - action**2 + 1e-6)
    return action, logp


@tf.function
def update(state, action, reward):
    critic_vars = q1.trainable_variables + q2.trainable_variables
    sa = tf.concat([state, action], -1)
    with tf.GradientTape() as tape:
        critic_loss = tf.reduce_mean((q1(sa) - reward) ** 2 + (q2(sa) - reward) ** 2)
    critic_opt.apply_gradients(zip(tape.gradient(critic_loss, critic_vars), critic_vars))

    with tf.GradientTape() as tape:
        new_action, logp = sample_action(state)
        sa_new = tf.concat([state, new_action], -1)
        alpha = tf.stop_gradient(tf.exp(log_alpha))
        actor_loss = tf.reduce_mean(alpha * logp - tf.minimum(q1(sa_new), q2(sa_new)))
    grads = tape.gradient(actor_loss, actor.trainable_variables)
    actor_opt.apply_gradients(zip(grads, actor.trainable_variables))

    with tf.GradientTape() as tape:
        alpha_loss = -tf.reduce_mean(log_alpha * tf.stop_gradient(logp + TARGET_ENTROPY))
    alpha_opt.apply_gradients([(tape.gradient(alpha_loss, log_alpha), log_alpha)])
    return critic_loss, actor_loss


for _ in range(100):
    s = tf.constant(rng.normal(size=(32, 2)), tf.float32)
    a, _ = sample_action(s)
    r = -((a - tf.tanh(s[:, :1])) ** 2)
    losses = update(s, a, r)
print("critic, actor:", [float(v) for v in losses], "alpha:", float(tf.exp(log_alpha)))
