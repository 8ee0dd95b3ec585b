# expect: broken, listed
# Survival times: a network gives the Weibull's scale, its shape k is shared by all patients.
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)

n = 400
X = np.random.randn(n, 5).astype("float32")
scale = np.exp(0.5 * X[:, 0] - 0.3 * X[:, 1])
T = (scale * np.random.weibull(2.5, n)).astype("float32")
C = np.random.exponential(3.0, n).astype("float32")
time, event = np.minimum(T, C), (T <= C).astype("float32")

log_k = tf.Variable(0.0, name="log_k")  # parameter: log_k, broken
net = tf.keras.Sequential([tf.keras.layers.Input((5,)), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.02)


def neg_log_likelihood(t, e, log_lam):
    k = tf.exp(log_k)
    log_hazard = log_k - log_lam + (k - 1.0) * (tf.math.log(t + 1e-6) - log_lam)
    cumulative = tf.exp(k * (tf.math.log(t + 1e-6) - log_lam))
    return tf.reduce_mean(cumulative - e * log_hazard)


@tf.function(jit_compile=True)
def update(x, t, e):
    with tf.GradientTape() as tape:
        loss = neg_log_likelihood(t, e, tf.squeeze(net(x), axis=1))
    g = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(g, net.trainable_variables))
    return loss


for step in range(100):
    loss = update(X, time, event)
print("loss", loss.numpy(), " k", np.exp(log_k.numpy()), "(true 2.5)")
