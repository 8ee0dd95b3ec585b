import keras

from explorer.wirings import broken

WIRING = broken(
    key="float_set_by_callback",
    title="Float set by a callback",
    symptom="The attribute changes every epoch, the reported loss does not notice.",
    cause=(
        "The compiled step was traced once, and a float that it met there became a constant of "
        "the graph. Later values of the attribute are never read."
    ),
    mended_by="registering_model",
    reference="tf.function traces once and keeps Python values as constants",
    breaks_at="variable",
)


def python_float(name, initial):
    return float(initial)


class Anneal(keras.callbacks.Callback):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def on_epoch_end(self, epoch, logs=None):
        for name, value in self.loss.parameters.items():
            setattr(self.loss, name, value - 0.1)  # the traced step has the first value


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=python_float)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step, [Anneal(loss)]
