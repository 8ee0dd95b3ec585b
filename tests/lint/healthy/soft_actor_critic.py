import keras
import tensorflow as tf


class Agent:
    def __init__(self):
        self.actor = keras.Sequential([keras.layers.Dense(2)])
        self.critic = keras.Sequential([keras.layers.Dense(1)])
        self.log_alpha = tf.Variable(0.0)
        self.actor_optimizer = keras.optimizers.Adam(3e-4)
        self.alpha_optimizer = keras.optimizers.Adam(3e-4)
        self.target_entropy = -1.0
        self.updates = tf.Variable(0)

    def learn(self, states):
        with tf.GradientTape() as tape:
            log_prob = tf.reduce_sum(self.actor(states), axis=1)
            alpha = tf.stop_gradient(tf.exp(self.log_alpha))
            actor_loss = tf.reduce_mean(alpha * log_prob - self.critic(states)[:, 0])
        grads = tape.gradient(actor_loss, self.actor.trainable_variables)
        self.actor_optimizer.apply_gradients(zip(grads, self.actor.trainable_variables))
        with tf.GradientTape() as tape:
            error = tf.stop_gradient(log_prob + self.target_entropy)
            alpha_loss = -tf.reduce_mean(self.log_alpha * error)
        grads = tape.gradient(alpha_loss, [self.log_alpha])
        self.alpha_optimizer.apply_gradients(zip(grads, [self.log_alpha]))
        self.updates.assign_add(1)


agent = Agent()
agent.learn(tf.zeros((4, 3)))
