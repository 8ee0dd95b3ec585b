import tempfile

import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="lost_on_load",
    title="Lost when loaded from a file",
    symptom="The loaded model has its weights back, but the loss parameter starts anew.",
    cause=(
        "A .keras file holds the weights of the model. The Loss is saved as its configuration "
        "only, so loading makes it anew with the first value."
    ),
    mended_by="add_weight",
    reference="Model.save keeps weights of layers, and of losses the configuration",
    breaks_at="moved",
    reports=(
        "Skipping variable loading for optimizer, because it has variables whereas the saved "
        "optimizer has variables.",
    ),
)


class SaveAndLoad(keras.callbacks.Callback):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        self.loss = loss

    def on_epoch_end(self, epoch, logs=None):
        if epoch % 10 != 9:
            return
        with tempfile.TemporaryDirectory() as folder:
            self.network.save(f"{folder}/model.keras")
            loaded = keras.models.load_model(f"{folder}/model.keras")
        self.network.set_weights(loaded.get_weights())
        for name, parameter in self.loss.parameters.items():
            # The loaded Loss was made anew: its parameter has the first value.
            parameter.assign(getattr(loaded.loss, name))


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    model.compile(optimizer=optimizer, loss=loss)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step, [SaveAndLoad(model, loss)]
