import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="clipped",
    title="Clipped, starts out of range",
    symptom="No error, no warning; the loss parameter gets a gradient, and it is 0.",
    cause=(
        "The parameter starts below the lower bound. There the clipped value does not depend on "
        "it, so the gradient is exactly 0 and it cannot get back into the range."
    ),
    mended_by="registering_model",
    reference="tf.clip_by_value has gradient 0 outside its range",
    breaks_at="used",
)


def clipped(parameter):
    return tf.clip_by_value(parameter, 2.0, 5.0)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(read=clipped)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
