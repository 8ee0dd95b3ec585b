# expect: broken, used or delivered
import numpy as np
import tensorflow as tf


class HeteroTrainer:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.log_prec = tf.Variable([0.0, 0.0], name="log_prec")  # parameter: log_prec, broken
        self.opt = tf.keras.optimizers.Adam(lr)

    @tf.function
    def step(self, x, y):
        precision = tf.exp(self.log_prec)
        with tf.GradientTape() as tape:
            pred = self.model(x, training=True)
            sq = tf.reduce_mean(tf.square(y - pred), axis=0)
            loss = tf.reduce_sum(precision * sq - tf.math.log(precision))
        variables = self.model.trainable_variables + [self.log_prec]
        grads = tape.gradient(loss, variables)
        self.opt.apply_gradients(zip(grads, variables))
        return loss

    def fit(self, dataset, epochs):
        for epoch in range(epochs):
            for x, y in dataset:
                loss = self.step(x, y)
            print(f"Epoch {epoch}: {float(loss):.4f}, log precision {self.log_prec.numpy()}")


if __name__ == "__main__":
    tf.keras.utils.set_random_seed(55)
    X = np.random.normal(size=(256, 5)).astype("float32")
    Y = np.stack([X[:, 0], 5 * X[:, 1]], axis=1) + np.random.normal(size=(256, 2)) * [0.1, 2]
    ds = tf.data.Dataset.from_tensor_slices((X, Y.astype("float32"))).batch(64)
    net = tf.keras.Sequential([tf.keras.layers.Dense(16, "relu"), tf.keras.layers.Dense(2)])
    HeteroTrainer(net).fit(ds, epochs=5)
