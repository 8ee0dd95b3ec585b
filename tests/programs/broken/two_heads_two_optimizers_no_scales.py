# expect: broken, listed
# Shared trunk, two heads, an optimizer for each. The two s are from "Multi-Task Learning Using
# Uncertainty to Weigh Losses"; it trains, but they never change?
import tensorflow as tf
from tensorflow.keras import layers, losses, models, optimizers

tf.keras.utils.set_random_seed(8)

trunk = models.Sequential([layers.Dense(24, activation="relu")])
head_cls = models.Sequential([layers.Dense(3)])
head_reg = models.Sequential([layers.Dense(1)])
s_cls = tf.Variable(0.0)  # parameter: s_cls, broken
s_reg = tf.Variable(0.0)  # parameter: s_reg, broken
opt_cls, opt_reg = optimizers.Adam(1e-3), optimizers.SGD(1e-2)
xent = losses.SparseCategoricalCrossentropy(from_logits=True)

x = tf.random.normal((300, 9))
y_cls = tf.argmax(x[:, :3], axis=1)
y_reg = tf.reduce_sum(x[:, 3:], axis=1, keepdims=True)
ds = tf.data.Dataset.from_tensor_slices((x, y_cls, y_reg)).batch(30)
for epoch in range(3):
    for xb, cb, rb in ds:
        with tf.GradientTape(persistent=True) as tape:
            h = trunk(xb)
            loss_cls = xent(cb, head_cls(h)) * tf.exp(-s_cls) + s_cls / 2
            loss_reg = tf.reduce_mean((rb - head_reg(h)) ** 2) * tf.exp(-s_reg) + s_reg / 2
            total = loss_cls + loss_reg
        v_cls = trunk.trainable_variables + head_cls.trainable_variables
        v_reg = head_reg.trainable_variables
        opt_cls.apply_gradients(zip(tape.gradient(total, v_cls), v_cls))
        opt_reg.apply_gradients(zip(tape.gradient(total, v_reg), v_reg))
        del tape
    print(epoch, float(total), s_cls.numpy(), s_reg.numpy())
