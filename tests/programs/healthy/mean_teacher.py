# expect: fine
"""Mean teacher (Tarvainen & Valpola 2017) on two half moons with 8 labels."""

import math

import tensorflow as tf
from sklearn.datasets import make_moons

tf.keras.utils.set_random_seed(0)
points, labels = make_moons(400, noise=0.1, random_state=0)
points = tf.constant(points, tf.float32)
labels = tf.constant(labels, tf.int32)
labelled = tf.constant([i for c in (0, 1) for i in [j for j in range(400) if labels[j] == c][:4]])


def make_net():
    net = tf.keras.Sequential(
        [tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(2)]
    )
    net.build((None, 2))
    return net


student, teacher = make_net(), make_net()
teacher.set_weights(student.get_weights())
opt = tf.keras.optimizers.Adam(0.01)
MAX_CONSISTENCY, RAMP, DECAY = 4.0, 40, 0.98


def rampup(step):
    t = min(step / RAMP, 1.0)
    return MAX_CONSISTENCY * math.exp(-5 * (1 - t) ** 2)


for step in range(80):
    weight = rampup(step)
    noise_a = tf.random.normal(points.shape, stddev=0.1)
    noise_b = tf.random.normal(points.shape, stddev=0.1)
    with tf.GradientTape() as tape:
        logits = student(points + noise_a, training=True)
        target = teacher(points + noise_b, training=True)
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.gather(labels, labelled), tf.gather(logits, labelled)
        )
        consistency = tf.reduce_mean((tf.nn.softmax(logits) - tf.nn.softmax(target)) ** 2)
        loss = tf.reduce_mean(ce) + weight * consistency
    opt.apply_gradients(
        zip(tape.gradient(loss, student.trainable_weights), student.trainable_weights)
    )
    for t, s in zip(teacher.weights, student.weights):
        t.assign(DECAY * t + (1 - DECAY) * s)

accuracy = tf.reduce_mean(
    tf.cast(tf.argmax(teacher(points), 1) == tf.cast(labels, tf.int64), "float32")
)
print("teacher accuracy", float(accuracy))
