import keras

from explorer.wirings import broken

WIRING = broken(
    key="attached_after_first_fit",
    title="Attached after a first fit()",
    symptom="model.trainable_variables shows the parameter, but the second fit() does not move it.",
    cause=(
        "fit() keeps the train function it traced first, with the list of that time. It is made "
        "anew only by compile(), and Keras does not warn."
    ),
    mended_by="attached_to_functional",
    reference="Keras caches Model.train_function until compile()",
    breaks_at="listed",
)


class AttachLater(keras.callbacks.Callback):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        self.loss = loss

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            # The train function is traced by now, and compile() is not called again.
            for name, variable in self.loss.parameters.items():
                setattr(self.network, name, variable)


def connect(make_model, make_loss, optimizer):
    network = make_model()
    model = keras.Model(network.inputs[0], network.outputs[0])
    loss = make_loss()
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step, [AttachLater(model, loss)]
