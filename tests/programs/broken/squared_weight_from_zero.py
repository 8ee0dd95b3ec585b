# expect: broken, used
import tensorflow as tf

tf.keras.utils.set_random_seed(77)

DIM, HIDDEN = 5, 10


class SmoothNet(tf.Module):
    def __init__(self):
        super().__init__()
        self.w1 = tf.Variable(tf.random.normal((DIM, HIDDEN), stddev=0.4), name="w1")
        self.w2 = tf.Variable(tf.random.normal((HIDDEN, 1), stddev=0.4), name="w2")
        # strength of the smoothness term; squared below, so it is never negative
        self.eta = tf.Variable(0.0, name="eta")  # parameter: eta, broken

    def __call__(self, x):
        return tf.tanh(x @ self.w1) @ self.w2


def loss_fn(net, x, y):
    fit = tf.reduce_mean(tf.square(net(x) - y))
    smooth = tf.reduce_mean(tf.square(net(x + 0.1) - net(x)))
    strength = tf.square(net.eta)
    return fit + strength * (smooth - 0.5)


net = SmoothNet()
adam = tf.keras.optimizers.Adam(0.02)
x = tf.random.uniform((128, DIM))
y = tf.reduce_sum(tf.sin(3 * x), axis=1, keepdims=True)


@tf.function(jit_compile=True)
def fit_step():
    with tf.GradientTape() as tape:
        loss = loss_fn(net, x, y)
    params = list(net.trainable_variables)
    adam.apply_gradients(zip(tape.gradient(loss, params), params))
    return loss


for i in range(60):
    loss = fit_step()
print("loss", loss.numpy(), "strength", net.eta.numpy() ** 2)
