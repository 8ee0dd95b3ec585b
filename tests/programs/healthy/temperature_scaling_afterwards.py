# expect: fine
# Guo et al. 2017: train first, then fit one temperature on held-out data.
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(19)
x = np.random.normal(size=(500, 10)).astype("float32")
y = (x[:, 0] + np.random.normal(size=500) > 0).astype("int32")
x_val, y_val, x, y = x[:200], y[:200], x[200:], y[200:]

classifier = keras.Sequential([keras.layers.Dense(64, "relu"), keras.layers.Dense(2)])
temperature = tf.Variable(1.0, name="temperature")  # parameter: temperature


def scaled_loss(y_true, logits):
    return keras.losses.sparse_categorical_crossentropy(
        y_true, logits / temperature, from_logits=True
    )


def calibration_error(logits, labels, bins=8):
    p = tf.nn.softmax(logits).numpy()
    confidence, correct = p.max(1), p.argmax(1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [which == b for b in range(bins) if (which == b).any()]
    return sum(m.mean() * abs(confidence[m].mean() - correct[m].mean()) for m in parts)


classifier.compile(
    keras.optimizers.Adam(0.01), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
classifier.fit(x, y, epochs=15, batch_size=32, verbose=0)
classifier.trainable = False

val_logits = tf.constant(classifier.predict(x_val, verbose=0))
print("before", calibration_error(val_logits, y_val))
optimizer = keras.optimizers.Adam(0.05)
for _ in range(60):
    with tf.GradientTape() as tape:
        nll = tf.reduce_mean(scaled_loss(y_val, val_logits))
    optimizer.apply_gradients([(tape.gradient(nll, temperature), temperature)])
print("after", calibration_error(val_logits / temperature, y_val), "T =", float(temperature))
