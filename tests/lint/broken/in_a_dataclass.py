# expect: LWE306
from dataclasses import dataclass

import keras
from keras import ops


@dataclass
class Settings:
    scale: keras.Variable
    floor: float = 1e-3


settings = Settings(keras.Variable(0.0))  # here


def loss(y_true, y_pred):
    sigma = ops.exp(settings.scale) + settings.floor
    return ops.square((y_true - y_pred) / sigma) + 2 * ops.log(sigma)


model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", loss=loss)
