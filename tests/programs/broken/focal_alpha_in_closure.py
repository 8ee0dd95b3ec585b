# expect: broken, listed
import numpy as np
import tensorflow as tf


def learnable_focal_loss(gamma=2.0):
    """Returns a focal loss whose class balance is trained with the network."""
    alpha_logit = tf.Variable(0.0, name="alpha_logit")  # parameter: alpha_logit, broken

    def loss(y_true, y_pred):
        alpha = tf.sigmoid(alpha_logit)
        p = tf.clip_by_value(y_pred, 1e-6, 1 - 1e-6)
        pos = -alpha * y_true * (1 - p) ** gamma * tf.math.log(p)
        neg = -(1 - alpha) * (1 - y_true) * p**gamma * tf.math.log(1 - p)
        return tf.reduce_mean(pos + neg, axis=-1)

    loss.alpha_logit = alpha_logit
    return loss


def build_model():
    inputs = tf.keras.Input((8,))
    h = tf.keras.layers.Dense(12, activation="tanh")(inputs)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(1, activation="sigmoid")(h))


if __name__ == "__main__":
    tf.keras.utils.set_random_seed(7)
    X = np.random.randn(400, 8).astype(np.float32)
    Y = (X[:, :1] + X[:, 1:2] > 1.2).astype(np.float32)
    criterion = learnable_focal_loss()
    net = build_model()
    net.compile("adam", loss=criterion, metrics=["accuracy"])
    history = net.fit(X, Y, batch_size=40, epochs=4, verbose=0)
    print("accuracy %.3f" % history.history["accuracy"][-1])
    print("alpha    %.3f" % tf.sigmoid(criterion.alpha_logit).numpy())
