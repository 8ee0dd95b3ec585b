# expect: fine
import keras
import numpy as np
import tensorflow as tf


class SAMModel(keras.Model):
    """Sharpness-aware minimisation around any network, ordinal targets with learned cut points."""

    def __init__(self, net, rho=0.05):
        super().__init__()
        self.net, self.rho = net, rho
        self.cuts = keras.Variable([-1.0, 1.0], name="cuts")  # parameter: cuts

    def call(self, x):
        return self.net(x)

    def nll(self, y, score):
        # P(y > j) = sigmoid(score - cut_j)
        above = tf.cast(y[:, None] > tf.constant([0, 1]), tf.float32)
        logits = score - self.cuts
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(above, logits))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.nll(y, self(x))
        weights = self.trainable_variables
        grads = tape.gradient(loss, weights)
        scale = self.rho / (tf.linalg.global_norm(grads) + 1e-12)
        climbs = [g * scale for g in grads]
        for w, e in zip(weights, climbs):
            w.assign_add(e)
        with tf.GradientTape() as tape:
            sharp = self.nll(y, self(x))
        sharp_grads = tape.gradient(sharp, weights)
        for w, e in zip(weights, climbs):
            w.assign_sub(e)
        self.optimizer.apply_gradients(zip(sharp_grads, weights))
        return {"loss": loss, "sharpness": sharp - loss}


keras.utils.set_random_seed(77)
x = np.random.normal(size=(384, 5)).astype("float32")
latent = x[:, 0] * 2 - x[:, 1] + np.random.logistic(size=384) * 0.3
y = np.digitize(latent, [-0.2, 1.5]).astype("int32")
net = keras.Sequential([keras.layers.Dense(16, "relu"), keras.layers.Dense(1, use_bias=False)])
model = SAMModel(net)
model.compile(keras.optimizers.SGD(0.1, momentum=0.9))
h = model.fit(x, y, epochs=6, batch_size=32, verbose=0)
print("loss", h.history["loss"][-1], "sharpness", h.history["sharpness"][-1])
print("cut points", model.cuts.numpy())
