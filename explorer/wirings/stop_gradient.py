import keras
import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="stop_gradient",
    title="stop_gradient on the parameter",
    symptom="Warning: Gradients do not exist for variables; the loss parameter stands still.",
    cause=(
        "stop_gradient() passes the value on and blocks the gradient. The parameter is tracked "
        "and listed, but its gradient is None."
    ),
    mended_by="registering_model",
    reference="tf.stop_gradient: the input counts as a constant",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(read=tf.stop_gradient)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
