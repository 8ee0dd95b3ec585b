# expect: broken, listed
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Dense


class UncertaintyWeights(tf.Module):
    def __init__(self, n_tasks, name=None):
        super().__init__(name=name)
        self.etas = [tf.Variable(0.0) for _ in range(n_tasks)]  # parameter: etas, broken

    def __call__(self, task_losses):
        return tf.add_n([tf.exp(-e) * loss + e for e, loss in zip(self.etas, task_losses)])


class Net(Model):
    def __init__(self):
        super().__init__()
        self.d1 = Dense(16, activation="relu")
        self.mean_head = Dense(1)
        self.max_head = Dense(1)
        self.weighting = UncertaintyWeights(2)

    def call(self, x):
        h = self.d1(x)
        return tf.concat([self.mean_head(h), self.max_head(h)], axis=-1)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        per_task = tf.unstack(tf.reduce_mean((y - y_pred) ** 2, axis=0))
        return self.weighting(per_task)


tf.keras.utils.set_random_seed(4)
x = np.random.randn(512, 7).astype(np.float32)
y = np.stack([10 * x.mean(1), x.max(1)], axis=1)
net = Net()
net.compile(optimizer="adam")
net.fit(x, y, batch_size=64, epochs=3, verbose=0)
print([v.numpy() for v in net.weighting.trainable_variables])
