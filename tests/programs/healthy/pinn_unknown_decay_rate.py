# expect: fine
# Inverse problem: u' = -k u, u(0) = 1; k is unknown and found from ten noisy measurements.
import numpy as np
import tensorflow as tf

tf.random.set_seed(4)
np.random.seed(4)

t_data = np.linspace(0, 2, 10, dtype=np.float32)[:, None]
u_data = np.exp(-1.7 * t_data) + np.random.normal(scale=0.01, size=t_data.shape).astype(np.float32)
t_col = tf.constant(np.linspace(0, 2, 64, dtype=np.float32)[:, None])

net = tf.keras.Sequential(
    [
        tf.keras.layers.Input(shape=(1,)),
        tf.keras.layers.Dense(20, activation="tanh"),
        tf.keras.layers.Dense(20, activation="tanh"),
        tf.keras.layers.Dense(1),
    ]
)
k = tf.Variable(0.5, trainable=True, dtype=tf.float32)  # parameter: k
optimizer = tf.keras.optimizers.Adam(learning_rate=5e-3)


def residual(t):
    with tf.GradientTape() as inner:
        inner.watch(t)
        u = net(t)
    return inner.gradient(u, t) + k * u


@tf.function
def train_step():
    with tf.GradientTape() as tape:
        pde = tf.reduce_mean(tf.square(residual(t_col)))
        data = tf.reduce_mean(tf.square(net(t_data) - u_data))
        start = tf.square(net(tf.zeros((1, 1)))[0, 0] - 1.0)
        loss = pde + 10.0 * data + start
    variables = net.trainable_variables + [k]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


for epoch in range(400):
    loss = train_step()
    if epoch % 100 == 0:
        print(f"epoch {epoch}: loss = {loss.numpy():.5f}, k = {k.numpy():.4f}")
print(f"k = {k.numpy():.3f} (true 1.7)")
