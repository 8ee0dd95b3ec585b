import keras
import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="compared",
    title="Parameter used as a switch",
    symptom="Warning: Gradients do not exist for variables; the loss parameter stands still.",
    cause=(
        "A comparison gives true or false, and that has no gradient. The cast back to float does "
        "not restore it."
    ),
    mended_by="registering_model",
    reference="Comparisons and casts from bool have no gradient",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
)


def switch(parameter):
    return tf.cast(parameter > 0.5, tf.float32)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(read=switch)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
