import keras

from explorer.wirings import broken

WIRING = broken(
    key="layer_as_loss",
    title="A Layer as the loss",
    symptom="No error, no warning; the layer's weight keeps its first value.",
    cause=(
        "The layer tracks its weight, but nobody tracks the layer: compile() stores the loss "
        "without making it a part of the model."
    ),
    mended_by="wrapper_model",
    reference="Model.compile tracks no variables of what it is given",
    breaks_at="listed",
)


class LossLayer(keras.layers.Layer):
    def __init__(self, make_loss):
        super().__init__()
        self.loss_object = make_loss(add_parameter=self.add_parameter)
        self.built = True

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, y_true, y_pred):
        return self.loss_object(y_true, y_pred)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    model.compile(optimizer=optimizer, loss=LossLayer(make_loss))
    return model.train_step
