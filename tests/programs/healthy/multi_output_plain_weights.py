# expect: fine
import numpy as np
import tensorflow as tf

LOSS_WEIGHTS = {"age": 0.05, "sex": 1.0, "mood": 0.5}

tf.keras.utils.set_random_seed(40)
n = 360
face = np.random.normal(size=(n, 12)).astype("float32")
age = (35 + 10 * face[:, :1] + np.random.normal(size=(n, 1))).astype("float32")
sex = (face[:, 1:2] > 0).astype("float32")
mood = np.argmax(face[:, 2:5], axis=1)
# Old photographs have no reliable age: weight 0.
age_known = (np.random.rand(n) < 0.7).astype("float32")

inputs = tf.keras.Input((12,), name="face")
trunk = tf.keras.layers.Dense(32, activation="relu")(inputs)
trunk = tf.keras.layers.Dropout(0.1, seed=4)(trunk)
model = tf.keras.Model(
    inputs,
    {
        "age": tf.keras.layers.Dense(1, name="age")(trunk),
        "sex": tf.keras.layers.Dense(1, activation="sigmoid", name="sex")(trunk),
        "mood": tf.keras.layers.Dense(3, activation="softmax", name="mood")(trunk),
    },
)
model.compile(
    optimizer=tf.keras.optimizers.Nadam(0.005),
    loss={
        "age": tf.keras.losses.Huber(delta=3.0),
        "sex": tf.keras.losses.BinaryCrossentropy(label_smoothing=0.05),
        "mood": "sparse_categorical_crossentropy",
    },
    loss_weights=LOSS_WEIGHTS,
    metrics={"age": "mae", "sex": "accuracy", "mood": "accuracy"},
)
targets = {"age": age, "sex": sex, "mood": mood}
weights = {"age": age_known, "sex": np.ones(n), "mood": np.where(mood == 0, 2.0, 1.0)}
history = model.fit(face, targets, sample_weight=weights, epochs=6, verbose=0, validation_split=0.2)
for key in ("age_loss", "sex_loss", "mood_loss", "val_loss"):
    print(key, round(history.history[key][-1], 4))
