import tensorflow as tf


class Line(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


line = Line()
for _ in range(10):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(tf.square(line(tf.ones(4)) - 1.0))
    dw, db = tape.gradient(value, [line.w, line.b])
    line.w.assign_sub(0.1 * dw)
    line.b.assign_sub(0.1 * db)
