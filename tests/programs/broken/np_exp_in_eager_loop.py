# expect: broken, used
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(123)


def gaussian_nll(y, mu, log_sigma):
    sigma = np.exp(log_sigma)
    return tf.reduce_mean(((y - mu) / sigma) ** 2 / 2 + np.log(sigma))


x = np.linspace(0, 1, 150).reshape(-1, 1).astype("float32")
y = 3 * x - 1 + 0.2 * np.random.randn(150, 1).astype("float32")

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.build((None, 1))
log_sigma = tf.Variable(0.0)  # parameter: log_sigma, broken
opt = tf.keras.optimizers.Adam(0.05)
train_vars = [*model.trainable_variables, log_sigma]

losses = []
for it in range(40):
    with tf.GradientTape() as t:
        loss = gaussian_nll(y, model(x), log_sigma)
    grads = t.gradient(loss, train_vars)
    opt.apply_gradients(zip(grads, train_vars))
    losses.append(loss.numpy())

print("first/last loss", losses[0], losses[-1])
print("sigma", np.exp(log_sigma.numpy()), "(true 0.2)")
