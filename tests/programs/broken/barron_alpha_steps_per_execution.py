# expect: broken, listed
# "A General and Adaptive Robust Loss Function" (Barron, CVPR 2019), the shape alpha is learned.
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(2019)


class AdaptiveRobustLoss(tf.keras.losses.Loss):
    def __init__(self, alpha_init=1.0, c=0.5):
        super().__init__(name="barron")
        # alpha in (0.001, 1.999), as in the paper
        init = np.log((alpha_init - 0.001) / (1.999 - alpha_init))
        self.alpha_latent = tf.Variable(np.float32(init))  # parameter: alpha_latent, broken
        self.c = c

    @property
    def alpha(self):
        return 0.001 + 1.998 * tf.sigmoid(self.alpha_latent)

    def call(self, y_true, y_pred):
        a = self.alpha
        b = tf.abs(a - 2.0)
        z = tf.square((y_true - y_pred) / self.c)
        return (b / a) * (tf.pow(z / b + 1.0, a / 2.0) - 1.0)


def main():
    x = np.linspace(-1, 1, 512, dtype=np.float32)[:, None]
    y = 0.5 * x + 0.1 * np.random.randn(512, 1)
    y[::9] += 5.0  # outliers
    ds = (
        tf.data.Dataset.from_tensor_slices((x, y.astype(np.float32)))
        .shuffle(512)
        .batch(32)
        .repeat()
    )
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    loss = AdaptiveRobustLoss()
    model.compile(tf.keras.optimizers.Adam(0.02), loss=loss, steps_per_execution=8)
    model.fit(ds, steps_per_epoch=32, epochs=3, verbose=0)
    print("alpha =", float(loss.alpha), "slope =", float(model.layers[0].kernel[0, 0]))


main()
