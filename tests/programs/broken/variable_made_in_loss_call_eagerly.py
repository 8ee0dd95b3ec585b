# expect: broken, variable
import numpy as np
import tensorflow as tf
from tensorflow import keras


class AdaptiveHuber(keras.losses.Loss):
    def call(self, y_true, y_pred):
        delta = tf.Variable(1.0, trainable=True, name="delta")  # parameter: delta, broken
        error = tf.abs(y_true - y_pred)
        quad = tf.minimum(error, delta)
        return tf.reduce_mean(0.5 * quad**2 + delta * (error - quad) + 0.01 / delta)


def main():
    keras.utils.set_random_seed(0)
    x = np.random.uniform(-1, 1, (160, 5)).astype("float32")
    y = x @ np.arange(5, dtype="float32")[:, None] + np.random.standard_t(2, (160, 1))
    model = keras.Sequential([keras.layers.Input((5,)), keras.layers.Dense(1)])
    # tf.function complained about variables, run_eagerly fixed it
    model.compile(optimizer="rmsprop", loss=AdaptiveHuber(), run_eagerly=True)
    hist = model.fit(x, y.astype("float32"), batch_size=32, epochs=4, verbose=0)
    print(hist.history["loss"])


if __name__ == "__main__":
    main()
