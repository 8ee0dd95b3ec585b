import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="dead_relu",
    title="relu, starts below zero",
    symptom="No error, no warning; the loss parameter gets a gradient, and it is 0.",
    cause=(
        "relu keeps the reading from going negative, but the parameter starts below 0. There relu "
        "is flat: the gradient is exactly 0 for ever."
    ),
    mended_by="registering_model",
    reference="tf.nn.relu has gradient 0 below 0",
    breaks_at="used",
)


def below_zero(name, initial):
    return keras.Variable(-1.0, name=name)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(add_parameter=below_zero, read=tf.nn.relu)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
