# expect: fine
import keras
import numpy as np
import tensorflow as tf


class BatchHardTriplet(keras.losses.Loss):
    def __init__(self, margin: float = 0.5, squared: bool = False, **kwargs):
        super().__init__(reduction=None, **kwargs)
        self.margin = margin
        self.squared = squared

    def call(self, labels, emb):
        labels = tf.reshape(labels, [-1])
        d = tf.reduce_sum((emb[:, None] - emb[None]) ** 2, -1)
        if not self.squared:
            d = tf.sqrt(tf.maximum(d, 1e-12))
        same = labels[:, None] == labels[None]
        hardest_positive = tf.reduce_max(tf.where(same, d, 0.0), axis=1)
        hardest_negative = tf.reduce_min(tf.where(same, 1e9, d), axis=1)
        return tf.maximum(hardest_positive - hardest_negative + self.margin, 0.0)


class ActiveTriplets(keras.metrics.Metric):
    """Share of anchors whose triplet still violates the margin."""

    def __init__(self, loss, name="active"):
        super().__init__(name=name)
        self.loss = loss
        self.active = self.add_weight(name="active", initializer="zeros")
        self.seen = self.add_weight(name="seen", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        violations = tf.cast(self.loss.call(y_true, y_pred) > 0, "float32")
        self.active.assign_add(tf.reduce_sum(violations))
        self.seen.assign_add(tf.cast(tf.size(violations), "float32"))

    def result(self):
        return self.active / (self.seen + keras.backend.epsilon())


keras.utils.set_random_seed(15)
y = np.random.randint(0, 5, 400)
x = np.eye(5)[y] @ np.random.normal(size=(5, 10)) * 2 + np.random.normal(size=(400, 10))
net = keras.Sequential(
    [
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(4),
        keras.layers.UnitNormalization(),
    ]
)
loss = BatchHardTriplet(margin=0.3)
net.compile(optimizer="adam", loss=loss, metrics=[ActiveTriplets(loss)])
history = net.fit(x.astype("float32"), y, epochs=5, batch_size=40, verbose=0)
print({k: np.round(v, 3).tolist() for k, v in history.history.items()})
