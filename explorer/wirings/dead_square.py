import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="dead_square",
    title="Squared, starts at zero",
    symptom="No error, no warning; the loss parameter gets a gradient, and it is 0.",
    cause=(
        "The slope of a square is 0 at 0. A parameter that starts there gets a gradient of "
        "exactly 0 at every step, although any other start would work."
    ),
    mended_by="registering_model",
    reference="The derivative of tf.square(p) is 2 p",
    breaks_at="used",
)


def at_zero(name, initial):
    return keras.Variable(0.0, name=name)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(add_parameter=at_zero, read=tf.square)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
