# expect: broken, delivered
# Learned class margins for a hinge loss: one for positives, one for negatives.
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(30)

clf = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
m_pos = tf.Variable(1.0, name="m_pos")  # parameter: m_pos
m_neg = tf.Variable(1.0, name="m_neg")  # parameter: m_neg, broken
opt = tf.keras.optimizers.Adam(1e-2)
margin_opt = tf.keras.optimizers.SGD(1e-1)


def hinge(y, score):
    pos = y * tf.nn.softplus(m_pos - score)
    neg = (1 - y) * tf.nn.softplus(m_neg + score)
    # large margins are rewarded, logarithmically
    return tf.reduce_mean(pos + neg) - 0.3 * (tf.math.log(m_pos) + tf.math.log(m_neg))


X = np.random.randn(300, 4).astype("float32")
Y = (X[:, :1] - X[:, 1:2] > 0.8).astype("float32")
for step in range(50):
    sel = np.random.randint(0, 300, 60)
    with tf.GradientTape(persistent=True) as tape:
        loss = hinge(Y[sel], clf(X[sel]))
    grads = tape.gradient(loss, clf.trainable_variables)
    g_pos = tape.gradient(loss, m_pos)
    g_neg = tape.gradient(loss, m_neg)
    opt.apply_gradients(zip(grads, clf.trainable_variables))
    margin_opt.apply_gradients([(g_pos, m_pos)])
    margin_opt.apply_gradients([(g_neg, m_pos)])
    del tape
print(f"loss {loss.numpy():.3f}  margins {m_pos.numpy():.3f} {m_neg.numpy():.3f}")
