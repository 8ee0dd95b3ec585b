# expect: fine
import random
from collections import deque

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(17)
GAMMA = 0.9


def build_q(n_state=4, n_action=2):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Dense(24, activation="relu", input_shape=(n_state,)))
    model.add(tf.keras.layers.Dense(n_action, activation="linear"))
    return model


class Agent:
    def __init__(self):
        self.memory = deque(maxlen=500)
        self.q = build_q()
        self.q_target = build_q()
        self.sync()
        self.huber = tf.keras.losses.Huber()
        self.optimizer = tf.keras.optimizers.RMSprop(1e-3, clipnorm=1.0)
        self.epsilon = 1.0

    def sync(self):
        self.q_target.set_weights(self.q.get_weights())

    def act(self, s):
        if random.random() < self.epsilon:
            return random.randrange(2)
        return int(tf.argmax(self.q(s[None])[0]))

    def replay(self, n=32):
        s, a, r, s2, done = map(np.array, zip(*random.sample(self.memory, n)))
        best = tf.reduce_max(self.q_target(s2), axis=1)
        target = r + GAMMA * best * (1.0 - done)
        with tf.GradientTape() as tape:
            picked = tf.reduce_sum(self.q(s) * tf.one_hot(a, 2), axis=1)
            loss = self.huber(target, picked)
        grads = tape.gradient(loss, self.q.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.q.trainable_variables))
        self.epsilon = max(0.1, self.epsilon * 0.97)
        return float(loss)


agent, s = Agent(), np.random.normal(size=4).astype("float32")
for t in range(120):
    a = agent.act(s)
    s2 = (0.8 * s + np.random.normal(size=4) * 0.3 + (0.2 if a else -0.2)).astype("float32")
    agent.memory.append((s, a, np.float32(-abs(s2[0])), s2, np.float32(t % 20 == 19)))
    s = s2
    if len(agent.memory) >= 32:
        loss = agent.replay()
    if t % 25 == 0:
        agent.sync()
print("last TD loss", loss, "epsilon", agent.epsilon)
