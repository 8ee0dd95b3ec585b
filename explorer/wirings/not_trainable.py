import keras

from explorer.wirings import broken

WIRING = broken(
    key="not_trainable",
    title="trainable=False",
    symptom=(
        "No error, no warning; the model shows the parameter, but among the non-trainable ones."
    ),
    cause=(
        "The variable is tracked, but as a non-trainable one. fit() differentiates and updates "
        "the trainable ones only."
    ),
    mended_by="registering_model",
    reference="keras.Variable(trainable=False) is left out of trainable_variables",
    breaks_at="variable",
)


def not_trainable(name, initial):
    return keras.Variable(initial, trainable=False, name=name)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(add_parameter=not_trainable)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
