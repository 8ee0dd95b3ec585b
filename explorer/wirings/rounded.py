import keras
import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="rounded",
    title="Rounded parameter",
    symptom="Warning: Gradients do not exist for variables; the loss parameter stands still.",
    cause=(
        "round() is a staircase: flat between its jumps. TensorFlow defines no gradient for it, "
        "so the parameter gets None."
    ),
    mended_by="registering_model",
    reference="tf.round has no gradient",
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
    loss = make_loss(read=tf.round)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
