# expect: broken, used
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(12)


class SimCLR(keras.Model):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.log_temp = self.add_weight(  # parameter: log_temp, broken
            shape=(), initializer=keras.initializers.Constant(-0.7), name="log_temp"
        )

    def call(self, x, training=False):
        return self.encoder(x, training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        noise = keras.random.normal(ops.shape(x), stddev=0.2)
        z1 = ops.normalize(y_pred, axis=-1)
        z2 = ops.normalize(self.encoder(x + noise, training=training), axis=-1)
        # the second view is the target, no gradient through it
        sim = ops.stop_gradient(ops.transpose(z2) / ops.exp(self.log_temp))
        logits = ops.matmul(z1, sim)
        labels = ops.arange(ops.shape(logits)[0])
        return ops.mean(ops.sparse_categorical_crossentropy(labels, logits, from_logits=True))


encoder = keras.Sequential([layers.Dense(32, activation="relu"), layers.Dense(8)])
x = np.random.randn(256, 12).astype("float32")
model = SimCLR(encoder)
model.compile(optimizer=keras.optimizers.Adam(1e-2))
model.fit(x, epochs=3, batch_size=32, verbose=2)
print("temperature:", float(ops.exp(model.log_temp)))
