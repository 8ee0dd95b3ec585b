# expect: broken, delivered
import keras
import numpy as np
import tensorflow as tf


class Trainer:
    """Plain training loop; the temperature is trained from the third epoch on."""

    learn_temperature = False

    def __init__(self, net):
        self.net = net
        self.log_t = keras.Variable(0.0, name="log_t")  # parameter: log_t, broken
        self.net_opt = keras.optimizers.Adam(5e-3)
        self.t_opt = keras.optimizers.Adam(5e-2)
        self.t_opt.build([self.log_t])

    @tf.function
    def step(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.net(x, training=True) / tf.exp(self.log_t.value)
            loss = tf.reduce_mean(
                keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
            )
        sources = self.net.trainable_variables + [self.log_t]
        grads = tape.gradient(loss, sources)
        self.net_opt.apply(grads[:-1], self.net.trainable_variables)
        if self.learn_temperature:
            self.t_opt.apply(grads[-1:], [self.log_t])
        return loss

    def fit(self, x, y, epochs, batch=40):
        for epoch in range(epochs):
            if epoch == 2:
                self.learn_temperature = True
            for i in range(0, len(x), batch):
                loss = self.step(x[i : i + batch], y[i : i + batch])
            print(f"epoch {epoch} loss {float(loss):.4f} T {float(np.exp(self.log_t)):.4f}")


keras.utils.set_random_seed(14)
x = np.random.normal(size=(200, 8)).astype("float32")
y = np.argmax(x[:, :3] + 0.3 * np.random.normal(size=(200, 3)), axis=1)
net = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3)])
Trainer(net).fit(x, y, epochs=6)
