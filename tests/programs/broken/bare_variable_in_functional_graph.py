# expect: broken, listed
import keras
import numpy as np

keras.utils.set_random_seed(31)

# cosine classifier (like NormFace): the scale in front of the cosines has to be learned
s = keras.Variable(4.0, name="scale")  # parameter: s, broken

image = keras.Input((20,))
feat = keras.layers.UnitNormalization()(keras.layers.Dense(10)(image))
cosine = keras.layers.Dense(4, use_bias=False, kernel_constraint="unit_norm")(feat)
model = keras.Model(image, cosine * s)

model.compile(
    loss=keras.losses.CategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.SGD(learning_rate=0.05),
    jit_compile=False,
)
label = np.random.randint(0, 4, 200)
x = np.eye(20)[label] + 0.2 * np.random.normal(size=(200, 20))
model.fit(x, np.eye(4)[label], batch_size=20, epochs=3, verbose=0)
print("scale is now", s.numpy())
