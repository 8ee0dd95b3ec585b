# expect: LWE301
import tensorflow as tf
from tensorflow.keras import layers, losses, models


class Base(losses.Loss):
    def __init__(self):
        super(Base, self).__init__()
        self.gammas = [tf.Variable(1.0, name="gamma")]  # here


class Focal(Base):
    def call(self, y_true, y_pred):
        return tf.abs(y_true - y_pred) ** self.gammas[0]


def train(data, loss):
    model = models.Sequential([layers.Dense(1)])
    model.compile("adam", loss)
    model.fit(*data)


if __name__ == "__main__":
    train((tf.zeros((8, 2)), tf.ones((8, 1))), Focal())
