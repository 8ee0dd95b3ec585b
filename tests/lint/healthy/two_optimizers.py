import keras
import numpy as np
import tensorflow as tf

x = np.random.rand(64, 3).astype("float32")
y = x.sum(axis=1, keepdims=True)

model = keras.Sequential([keras.layers.Dense(1)])
alpha = tf.Variable(0.0)
opt = keras.optimizers.Adam(0.01)
alpha_opt = keras.optimizers.SGD(0.1)
for _ in range(3):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(tf.square(y - model(x))) * tf.exp(-alpha) + alpha
    model_grads, alpha_grad = tape.gradient(value, [model.trainable_variables, alpha])
    opt.apply_gradients(zip(model_grads, model.trainable_variables))
    alpha_opt.apply_gradients([(alpha_grad, alpha)])
