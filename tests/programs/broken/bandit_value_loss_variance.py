# expect: broken, listed
# Policy of a contextual bandit with a value baseline; vf_coef is meant to adapt by uncertainty.
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)


class Agent:
    def __init__(self, n_actions=3):
        self.policy = tf.keras.Sequential([tf.keras.layers.Dense(n_actions)])
        self.critic = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        self.log_var_v = tf.Variable(0.0)  # parameter: log_var_v, broken
        self.optimizer = tf.keras.optimizers.RMSprop(1e-2)

    @property
    def trainable_variables(self):
        # everything that learns
        return self.policy.trainable_variables + self.critic.trainable_variables

    def learn(self, obs, actions, rewards):
        with tf.GradientTape() as tape:
            logp = tf.nn.log_softmax(self.policy(obs))
            value = tf.squeeze(self.critic(obs), 1)
            adv = tf.stop_gradient(rewards - value)
            chosen = tf.gather(logp, actions, batch_dims=1)
            policy_loss = -tf.reduce_mean(adv * chosen)
            value_loss = tf.reduce_mean((rewards - value) ** 2)
            loss = policy_loss + tf.exp(-self.log_var_v) * value_loss + self.log_var_v
        grads = tape.gradient(loss, self.trainable_variables)
        grads, _ = tf.clip_by_global_norm(grads, 5.0)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return float(loss)


agent = Agent()
for it in range(60):
    obs = tf.random.normal((32, 3))
    actions = tf.random.categorical(agent.policy(obs), 1)[:, 0]
    rewards = tf.gather(obs, actions, batch_dims=1)
    loss = agent.learn(obs, actions, rewards)
print("mean reward", np.mean(rewards), "value variance", np.exp(agent.log_var_v.numpy()))
