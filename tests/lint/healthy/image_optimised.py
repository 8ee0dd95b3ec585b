import keras
import tensorflow as tf

vgg = keras.applications.VGG16(include_top=False)
vgg.trainable = False
image = tf.Variable(tf.random.uniform((1, 64, 64, 3)))
optimizer = keras.optimizers.Adam(0.02)
for _ in range(5):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(tf.square(vgg(image)))
    gradient = tape.gradient(value, image)
    optimizer.apply_gradients([(gradient, image)])
    image.assign(tf.clip_by_value(image, 0.0, 1.0))
