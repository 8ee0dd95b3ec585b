import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="saturated_sigmoid",
    title="sigmoid, starts far out",
    symptom="No error, no warning; the loss parameter gets a gradient, and it is 0.",
    cause=(
        "At 40 the sigmoid is 1 to the last digit of a float32. Its slope s (1 - s) is then "
        "exactly 0, and the parameter cannot come back."
    ),
    mended_by="registering_model",
    reference="tf.sigmoid rounds to 1 in float32 above about 17",
    breaks_at="used",
)


def far_out(name, initial):
    return keras.Variable(40.0, name=name)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(add_parameter=far_out, read=tf.sigmoid)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
