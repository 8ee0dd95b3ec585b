# expect: fine
# Logistic regression with a fairness constraint: the gap in mean score between two groups must
# stay below 0.05.  lambda is raised while the constraint is violated (projected dual ascent).
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(50)
tf.random.set_seed(50)

N, LIMIT, DUAL_RATE = 512, 0.05, 0.5
group = rng.integers(0, 2, N).astype("float32")
x = rng.normal(size=(N, 4)).astype("float32")
x[:, 0] += 1.5 * group
y = (x[:, 0] + x[:, 1] + 0.5 * rng.normal(size=N) > 0.5).astype("float32")

model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid")])
lagrange = tf.Variable(0.0, name="lambda")  # parameter: lagrange
sgd = tf.keras.optimizers.SGD(0.5, momentum=0.9)
bce = tf.keras.losses.BinaryCrossentropy()


def gap(scores):
    a = tf.reduce_sum(scores * group) / tf.reduce_sum(group)
    b = tf.reduce_sum(scores * (1 - group)) / tf.reduce_sum(1 - group)
    return tf.abs(a - b)


history = []
for _ in range(80):
    with tf.GradientTape() as tape:
        scores = model(x)[:, 0]
        violation = gap(scores) - LIMIT
        lagrangian = bce(y, scores) + lagrange * violation
    # One tape, two directions: descend in the weights, ascend in the multiplier.
    primal, dual = tape.gradient(lagrangian, (model.trainable_weights, lagrange))
    sgd.apply_gradients(zip(primal, model.trainable_weights))
    lagrange.assign(tf.maximum(lagrange + DUAL_RATE * dual, 0.0))
    history.append((float(lagrange), float(violation)))

print("lambda, violation at steps 1, 20, 80:", history[0], history[19], history[-1])
accuracy = np.mean((scores.numpy() > 0.5) == y)
print(f"accuracy {accuracy:.3f}")
