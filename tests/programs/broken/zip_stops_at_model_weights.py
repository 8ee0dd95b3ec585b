# expect: broken, delivered
# Focal loss with trainable gamma... it stays at 2 whatever I do.
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(1)

net = tf.keras.Sequential(
    [layers.Dense(10, activation="relu"), layers.Dense(1, activation="sigmoid")]
)
gamma = tf.Variable(2.0, trainable=True, name="gamma")  # parameter: gamma, broken
opt = tf.keras.optimizers.SGD(0.1)


def focal(y, p):
    p = tf.clip_by_value(p, 1e-5, 1 - 1e-5)
    pt = tf.where(y > 0.5, p, 1 - p)
    # small penalty keeps gamma near its start
    return tf.reduce_mean(-((1 - pt) ** gamma) * tf.math.log(pt)) + 0.01 * (gamma - 2.0) ** 2


x = tf.random.normal((400, 5))
y = tf.cast(x[:, :1] > 1.0, tf.float32)
for epoch in range(5):
    for i in range(0, 400, 100):
        with tf.GradientTape() as tape:
            loss = focal(y[i : i + 100], net(x[i : i + 100], training=True))
        gradients = tape.gradient(loss, net.trainable_variables + [gamma])
        opt.apply_gradients(zip(gradients, net.trainable_variables))
    tf.print("epoch", epoch, "loss", loss, "gamma", gamma)
