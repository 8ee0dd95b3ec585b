# expect: broken, used
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)

x = rng.randn(300, 2).astype("float32")
t = np.where(x[:, 0] * x[:, 1] > 0, 1.0, -1.0).astype("float32")

svm = tf.keras.Sequential()
svm.add(tf.keras.layers.Dense(16, activation="relu", input_shape=(2,)))
svm.add(tf.keras.layers.Dense(1))

margin = tf.Variable(1, name="margin")  # parameter: margin, broken
optimizer = tf.keras.optimizers.Adagrad(learning_rate=0.1)


def hinge(target, score):
    m = tf.cast(margin, tf.float32)
    slack = tf.nn.relu(m - target * score[:, 0])
    return tf.reduce_mean(slack) + 0.5 * tf.square(2.0 - m)


@tf.function
def step(xb, tb):
    with tf.GradientTape() as tape:
        loss = hinge(tb, svm(xb, training=True))
    params = svm.trainable_variables + [margin]
    grads = tape.gradient(loss, params)
    optimizer.apply_gradients((g, v) for g, v in zip(grads, params) if g is not None)
    return loss


ds = tf.data.Dataset.from_tensor_slices((x, t)).batch(50).repeat(3)
for i, (xb, tb) in enumerate(ds):
    loss = step(xb, tb)
print("hinge loss", loss.numpy(), "margin", margin.numpy())
