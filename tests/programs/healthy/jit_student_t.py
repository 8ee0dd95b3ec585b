# expect: fine
import keras
import numpy as np
import tensorflow as tf
from keras import ops


class StudentT(keras.layers.Layer):
    def build(self, input_shape=None):
        # Both go through softplus.
        self.raw_df = self.add_weight((), "ones", name="df")  # parameter: raw_df
        self.raw_s = self.add_weight((), "zeros", name="s")  # parameter: raw_s
        self.built = True

    def nll(self, y, mean):
        df = 1.0 + ops.softplus(self.raw_df)
        s = ops.softplus(self.raw_s) + 1e-3
        z = (y - mean) / s
        log_norm = tf.math.lgamma((df + 1) / 2) - tf.math.lgamma(df / 2)
        log_norm -= 0.5 * ops.log(df * np.pi) + ops.log(s)
        return -log_norm + 0.5 * (df + 1) * ops.log1p(ops.square(z) / df)


class Wrapper(keras.Model):
    def __init__(self, net, likelihood):
        super().__init__()
        self.net, self.likelihood = net, likelihood
        self.likelihood.build()

    def call(self, x, training=None):
        return self.net(x, training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(self.likelihood.nll(y, y_pred))


keras.utils.set_random_seed(55)
x = np.random.uniform(-1, 1, (512, 2)).astype("float32")
y = (np.cos(3 * x[:, :1]) + 0.1 * np.random.standard_t(2.5, size=(512, 1))).astype("float32")
net = keras.Sequential([keras.layers.Dense(24, activation="tanh"), keras.layers.Dense(1)])
model = Wrapper(net, StudentT(name="student_t"))
model.compile(optimizer=keras.optimizers.Lion(0.003), jit_compile=True)
model.fit(x, y, epochs=4, batch_size=64, verbose=0)
print("df", 1 + np.logaddexp(0, float(model.likelihood.raw_df)))
print("scale", np.logaddexp(0, float(model.likelihood.raw_s)))
