import keras

from explorer.wirings import broken

WIRING = broken(
    key="rebound_variable",
    title="Variable replaced by a new one",
    symptom="The Loss shows the new value, the reported loss goes on with the old one.",
    cause=(
        "The compiled step holds the variable that it met when it was traced and never reads "
        "another put in its place. assign() would have changed the one it holds."
    ),
    mended_by="registering_model",
    reference="tf.function captures the variable object when it is traced",
    breaks_at="variable",
)


class Anneal(keras.callbacks.Callback):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def on_epoch_end(self, epoch, logs=None):
        for name, variable in self.loss.parameters.items():
            setattr(self.loss, name, keras.Variable(variable - 0.1, name=name))  # not assign()


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step, [Anneal(loss)]
