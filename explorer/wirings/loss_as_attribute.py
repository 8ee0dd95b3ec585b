import keras

from explorer.wirings import broken

WIRING = broken(
    key="loss_as_attribute",
    title="Loss as the model's attribute",
    symptom="The Loss is an attribute of the model, yet its parameter keeps its first value.",
    cause=(
        "Keras tracks variables, layers and metrics set on a model. A Loss is none of these, and "
        "what it holds is not looked at."
    ),
    mended_by="registering_model",
    reference="keras.Layer tracks variables, layers, metrics and seed generators",
    breaks_at="listed",
)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        self.loss_object = loss

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss()
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
