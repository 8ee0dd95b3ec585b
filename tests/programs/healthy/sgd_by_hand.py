# expect: fine
import tensorflow as tf

tf.random.set_seed(0)

# y = 3x + 2 with heavy-tailed noise
X = tf.random.normal([300, 1])
noise = tf.random.normal([300, 1]) / tf.sqrt(tf.random.gamma([300, 1], 1.5, 1.5))
Y = 3.0 * X + 2.0 + 0.2 * noise


class RobustLinear(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(5.0, name="w")
        self.b = tf.Variable(0.0, name="b")
        self.c = tf.Variable(1.0, name="c")  # parameter: c

    def __call__(self, x):
        return self.w * x + self.b


def robust_loss(model, x, y):
    # Barron's general loss at alpha = 0 (Cauchy), with its log-partition.
    scaled = (y - model(x)) / model.c
    return tf.reduce_mean(tf.math.log(0.5 * scaled**2 + 1.0) + tf.math.log(model.c))


def train(model, x, y, learning_rate):
    with tf.GradientTape() as t:
        current = robust_loss(model, x, y)
    dw, db, dc = t.gradient(current, [model.w, model.b, model.c])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
    model.c.assign_sub(0.2 * learning_rate * dc)
    model.c.assign(tf.maximum(model.c, 0.01))
    return current


model = RobustLinear()
for epoch in range(60):
    loss = train(model, X, Y, learning_rate=0.2)
    if epoch % 20 == 0:
        print(f"Epoch {epoch:2d}: W = {model.w.numpy():.2f}, loss = {loss:.4f}")
print("final", model.w.numpy(), model.b.numpy(), "scale", model.c.numpy())
