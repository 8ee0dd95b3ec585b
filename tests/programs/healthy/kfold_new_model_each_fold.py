# expect: fine
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

tf.keras.utils.set_random_seed(1)


class GeneralizedCE(tf.keras.losses.Loss):
    """Noise-robust cross-entropy (Zhang & Sabuncu); q is chosen by the caller."""

    def __init__(self, q):
        super().__init__(name="gce")
        self.q = tf.constant(q)

    def call(self, y_true, y_pred):
        p = tf.gather(y_pred, tf.cast(tf.squeeze(y_true, -1), tf.int32), batch_dims=1)
        return (1.0 - tf.pow(tf.maximum(p, 1e-6), self.q)) / self.q


def build():
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.BatchNormalization(),
            tf.keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(tf.keras.optimizers.Adam(0.01), loss=GeneralizedCE(0.7), metrics=["accuracy"])
    return model


X, y = load_wine(return_X_y=True)
y = y[:, None]
scores = []
folds = StratifiedKFold(n_splits=3, shuffle=True, random_state=1)
for fold, (train, test) in enumerate(folds.split(X, y)):
    scaler = StandardScaler().fit(X[train])
    model = build()
    model.fit(scaler.transform(X[train]), y[train], epochs=5, batch_size=32, verbose=0)
    loss, accuracy = model.evaluate(scaler.transform(X[test]), y[test], verbose=0)
    scores.append(accuracy)
    print(f"fold {fold}: loss {loss:.3f} accuracy {accuracy:.3f}")
    tf.keras.backend.clear_session()
print(f"accuracy {np.mean(scores):.3f} ± {np.std(scores):.3f}")
