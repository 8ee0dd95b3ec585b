# expect: fine
import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(2)
rng = np.random.RandomState(2)

# Corridor of five cells; walking right to the end pays 1, every move costs 0.05.
N = 5
policy = keras.Sequential(
    [keras.Input((N,)), keras.layers.Dense(16, "tanh"), keras.layers.Dense(2)]
)
b = tf.Variable(0.0, name="baseline")  # parameter: b
opt = keras.optimizers.Adam(0.02)
b_opt = keras.optimizers.SGD(0.2)


def play():
    s, states, actions, rewards = 0, [], [], []
    for _ in range(12):
        logits = policy(np.eye(N, dtype="float32")[s : s + 1])[0].numpy()
        p = np.exp(logits - logits.max())
        a = rng.choice(2, p=p / p.sum())
        states.append(s)
        actions.append(a)
        s = max(0, s + (1 if a else -1))
        rewards.append(1.0 if s == N - 1 else -0.05)
        if s == N - 1:
            break
    returns = np.cumsum(rewards[::-1])[::-1].astype("float32")
    return np.eye(N, dtype="float32")[states], np.array(actions), returns.copy()


totals = []
for _ in range(50):
    states, actions, returns = play()
    with tf.GradientTape(persistent=True) as tape:
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(actions, policy(states))
        advantage = tf.stop_gradient(returns - b)
        policy_loss = tf.reduce_mean(ce * advantage)
        baseline_loss = tf.reduce_mean((returns - b) ** 2)
    grads = tape.gradient(policy_loss, policy.trainable_variables)
    opt.apply_gradients(zip(grads, policy.trainable_variables))
    b_opt.apply_gradients([(tape.gradient(baseline_loss, b), b)])
    del tape
    totals.append(returns[0])
print("return, first and last ten:", np.mean(totals[:10]), np.mean(totals[-10:]))
print("baseline", b.numpy())
