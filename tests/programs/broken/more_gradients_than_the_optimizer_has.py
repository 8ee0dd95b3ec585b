# expect: broken, delivered
# Actor-critic-like regression with a learnable quantile embedding scale, new Keras 3 optimizer API
import keras
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(26)


def make_mlp(out):
    return keras.Sequential([keras.Input((4,)), layers.Dense(16, "relu"), layers.Dense(out)])


class AsymmetricLaplace(layers.Layer):
    def __init__(self, tau):
        super().__init__()
        self.tau = tau
        self.log_b = self.add_weight(initializer="zeros", name="log_b")  # parameter: log_b, broken

    def call(self, err):
        check = tf.maximum(self.tau * err, (self.tau - 1.0) * err)
        return tf.reduce_mean(check * tf.exp(-self.log_b) + self.log_b)


q_net = make_mlp(1)
loss_layer = AsymmetricLaplace(0.8)
opt = keras.optimizers.Adam(3e-3)
opt.build(q_net.trainable_variables)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_layer(y - q_net(x))
    gradients = tape.gradient(loss, q_net.trainable_variables + loss_layer.trainable_variables)
    opt.apply(gradients)
    return loss


x = tf.random.normal((256, 4))
y = tf.reduce_sum(x, axis=1, keepdims=True) + tf.random.normal((256, 1))
for _ in range(25):
    print(train_step(x, y).numpy())
