# expect: broken, delivered
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(5)
rng = np.random.RandomState(5)


def centralized(grads_and_vars):
    """Gradient centralization (Yong et al. 2020): subtract the mean over all but the last axis."""
    out = []
    for g, v in grads_and_vars:
        if len(g.shape) > 1:
            out.append(
                (g - tf.reduce_mean(g, axis=list(range(len(g.shape) - 1)), keepdims=True), v)
            )
        elif len(g.shape) == 1:
            out.append((g, v))
    return out


model = tf.keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(5)])
logit_temperature = tf.Variable(0.0)  # parameter: logit_temperature, broken
optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True) * tf.exp(logit_temperature)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    params = model.trainable_variables + [logit_temperature]
    optimizer.apply_gradients(centralized(zip(tape.gradient(loss, params), params)))
    return loss


x = rng.randn(320, 8).astype("float32")
y = x[:, :5].argmax(1)
for epoch in range(6):
    for k in range(5):
        loss = step(x[k::5], y[k::5])
print("loss %.3f, temperature %.3f" % (loss, np.exp(-logit_temperature.numpy())))
