# expect: fine
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(71)


class HurdleModel(tf.Module):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential(
            [keras.Input((3,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(2)]
        )
        self.log_shape = tf.Variable(0.5)  # parameter: log_shape
        self.seen = tf.Variable(0, trainable=False)

    @property
    def variables_to_train(self):
        return self.net.trainable_variables + [self.log_shape]


def gamma_hurdle_nll(out, y, log_shape):
    logit, log_mean = tf.unstack(out, axis=1)
    positive = tf.cast(y > 0, tf.float32)
    bernoulli = tf.nn.sigmoid_cross_entropy_with_logits(positive, logit)
    k = tf.exp(log_shape)
    safe = tf.where(y > 0, y, tf.ones_like(y))
    rate = k * tf.exp(-log_mean)
    gamma = tf.math.lgamma(k) - k * tf.math.log(rate) - (k - 1) * tf.math.log(safe) + rate * safe
    return tf.reduce_mean(bernoulli + positive * gamma)


model = HurdleModel()
optimizer = keras.optimizers.Adamax(0.02)
optimizer.build(model.variables_to_train)


@tf.function
def run_epoch(dataset):
    total = 0.0
    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = gamma_hurdle_nll(model.net(x, training=True), y, model.log_shape)
        variables = model.variables_to_train
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        model.seen.assign_add(tf.shape(x)[0])
        total += loss
    return total / 12


x = np.random.normal(size=(600, 3)).astype("float32")
rain = np.random.gamma(4.0, np.exp(0.3 * x[:, 0]) / 4)
y = np.where(np.random.rand(600) < 1 / (1 + np.exp(-x[:, 1])), rain, 0).astype("float32")
data = (
    tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600, seed=7).batch(50, drop_remainder=True)
)
for epoch in range(8):
    mean_loss = run_epoch(data)
    print("epoch", epoch, "loss", float(mean_loss))
print("examples", int(model.seen), "gamma shape", float(tf.exp(model.log_shape)))
