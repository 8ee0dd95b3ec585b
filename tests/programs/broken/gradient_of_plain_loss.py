# expect: broken, used
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(14)

x = np.random.randn(320, 8).astype("float32")
y = (x @ np.random.randn(8, 1) + 0.3 * np.random.randn(320, 1) > 0).astype("float32")

model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
bce = keras.losses.BinaryCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam(1e-2)
lambda_reg = keras.Variable(0.1, name="lambda_reg")  # parameter: lambda_reg, broken


def l2_penalty():
    return sum(tf.reduce_sum(w**2) for w in model.trainable_variables if "kernel" in w.path)


@tf.function
def train_on(xb, yb):
    with tf.GradientTape() as tape:
        data_loss = bce(yb, model(xb, training=True))
        total_loss = data_loss + lambda_reg * (l2_penalty() - 5.0)
    trainables = model.trainable_variables + [lambda_reg]
    gradients = tape.gradient(data_loss, trainables)
    optimizer.apply_gradients(zip(gradients, trainables))
    return total_loss


for epoch in range(4):
    total = 0.0
    for i in range(0, len(x), 64):
        total += float(train_on(x[i : i + 64], y[i : i + 64]))
    print(f"epoch {epoch}: total {total / 5:.3f}, lambda {lambda_reg.numpy():.3f}")
