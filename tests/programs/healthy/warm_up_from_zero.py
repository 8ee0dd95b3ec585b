# expect: fine
import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable()
class LinearWarmup(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak=0.01, hold=8, ramp=20):
        self.peak, self.hold, self.ramp = peak, hold, ramp

    def __call__(self, step):
        # Nothing for `hold` steps, so that BatchNorm settles; then up to the peak.
        progress = (ops.cast(step, "float32") - self.hold) / self.ramp
        return self.peak * ops.clip(progress, 0.0, 1.0)

    def get_config(self):
        return {"peak": self.peak, "hold": self.hold, "ramp": self.ramp}


class CauchyRegression(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = keras.layers.BatchNormalization()
        self.hidden = keras.layers.Dense(16, activation="swish")
        self.mean = keras.layers.Dense(1)
        self.log_scale = self.add_weight(shape=(1,), initializer="zeros")  # parameter: log_scale

    def call(self, x, training=False):
        return self.mean(self.hidden(self.norm(x, training=training)))

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        z = (y - y_pred) * ops.exp(-self.log_scale)
        return ops.mean(ops.log1p(ops.square(z)) + self.log_scale)


keras.utils.set_random_seed(10)
x = np.random.uniform(0, 20, size=(320, 2))
y = 0.1 * x[:, :1] + 0.05 * np.random.standard_cauchy((320, 1))
model = CauchyRegression()
model.compile(optimizer=keras.optimizers.Adam(LinearWarmup()))
history = model.fit(x, y, batch_size=32, epochs=10, verbose=0)
print("learning rate", float(model.optimizer.learning_rate))
print("loss", history.history["loss"][0], "->", history.history["loss"][-1])
print("scale", np.exp(model.log_scale.numpy()))
