import keras

from explorer.wirings import broken

WIRING = broken(
    key="reset_every_epoch",
    title="Reset at every epoch",
    symptom="The parameter moves within an epoch; after each one it is back at its first value.",
    cause=(
        "A callback assigns the first value again whenever an epoch ends. All links work, and "
        "what the optimizer did is undone."
    ),
    mended_by="registering_model",
    reference="keras.callbacks.Callback.on_epoch_end runs between steps",
    breaks_at="moved",
)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


class StartOver(keras.callbacks.Callback):
    def __init__(self, loss):
        super().__init__()
        self.first = [(variable, variable.numpy()) for variable in loss.parameters.values()]

    def on_epoch_end(self, epoch, logs=None):
        for variable, value in self.first:
            variable.assign(value)


def connect(make_model, make_loss, optimizer):
    loss = make_loss()
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step, [StartOver(loss)]
