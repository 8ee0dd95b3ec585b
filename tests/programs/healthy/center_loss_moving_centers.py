# expect: fine
import keras
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_iris


class CenterLoss(keras.losses.Loss):
    """Centers follow the features by hand, as in Wen et al. 2016; no gradient reaches them."""

    def __init__(self, n_classes, dim, alpha=0.5, name="center_loss"):
        super().__init__(name=name)
        self.alpha = alpha
        self.n_classes = n_classes
        self.centers = tf.Variable(tf.zeros([n_classes, dim]), trainable=False, name="centers")

    def call(self, y_true, features):
        labels = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
        mine = tf.gather(self.centers, labels)
        diff = tf.stop_gradient(mine - features)
        counts = tf.math.unsorted_segment_sum(
            tf.ones_like(labels, tf.float32), labels, self.n_classes
        )
        delta = tf.math.unsorted_segment_sum(diff, labels, self.n_classes)
        self.centers.assign_sub(self.alpha * delta / (1.0 + counts[:, None]))
        return tf.reduce_mean(tf.square(features - mine), axis=-1)


keras.utils.set_random_seed(0)
x, y = load_iris(return_X_y=True)
x = ((x - x.mean(0)) / x.std(0)).astype("float32")

inputs = keras.Input((4,))
features = layers.Dense(2, name="features")(layers.Dense(16, activation="relu")(inputs))
probs = layers.Dense(3, activation="softmax", name="probs")(features)
model = keras.Model(inputs, {"probs": probs, "features": features})
center = CenterLoss(3, 2)
model.compile(
    optimizer=keras.optimizers.Adam(0.01),
    loss={"probs": "sparse_categorical_crossentropy", "features": center},
    loss_weights={"probs": 1.0, "features": 0.1},
    metrics={"probs": "accuracy"},
)
model.fit(x, {"probs": y, "features": y}, batch_size=30, epochs=20, verbose=0)
print(model.evaluate(x, {"probs": y, "features": y}, verbose=0, return_dict=True))
print("centers\n", center.centers.numpy())
