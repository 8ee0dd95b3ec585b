import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="registering_model",
    title="Registered on the model",
    symptom="The loss parameter trains in plain fit().",
    cause=(
        "A keras.Variable set as an attribute of a model is tracked, so it is one of "
        "model.trainable_variables although the Loss made it."
    ),
    reference="keras.Layer tracks variables set as attributes",
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
    loss = make_loss()
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
