# expect: broken, delivered
# The loss weights are only trained once the network has settled.
import argparse

import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=6)
parser.add_argument("--warmup-epochs", type=int, default=10)
args = parser.parse_args()

tf.keras.utils.set_random_seed(0)
inp = tf.keras.Input((5,))
h = tf.keras.layers.Dense(16, "swish")(inp)
model = tf.keras.Model(inp, [tf.keras.layers.Dense(1)(h), tf.keras.layers.Dense(1)(h)])
loss_logits = tf.Variable([0.0, 0.0], name="loss_logits")  # parameter: loss_logits, broken
model_opt = tf.keras.optimizers.Adam(1e-2)
weight_opt = tf.keras.optimizers.Adam(1e-2)

x = np.random.randn(160, 5).astype("float32")
ya, yb = x[:, :1] * 3, np.abs(x[:, 1:2])
data = tf.data.Dataset.from_tensor_slices((x, ya, yb)).batch(40)

for epoch in range(args.epochs):
    for xb, a, b in data:
        with tf.GradientTape() as tape:
            pa, pb = model(xb, training=True)
            mse = tf.stack([tf.reduce_mean((a - pa) ** 2), tf.reduce_mean((b - pb) ** 2)])
            loss = tf.reduce_sum(tf.exp(-loss_logits) * mse + loss_logits)
        g_model, g_weights = tape.gradient(loss, (model.trainable_variables, loss_logits))
        model_opt.apply_gradients(zip(g_model, model.trainable_variables))
        if epoch >= args.warmup_epochs:
            weight_opt.apply_gradients([(g_weights, loss_logits)])
    print(f"epoch {epoch}: {mse.numpy()}, weights {tf.exp(-loss_logits).numpy()}")
