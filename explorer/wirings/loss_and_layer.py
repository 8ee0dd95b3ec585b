import keras

from explorer.wirings import broken

WIRING = broken(
    key="loss_and_layer",
    title="Both Loss and Layer",
    symptom="No error, no warning; add_weight in the loss gives a weight that stands still.",
    cause=(
        "Being a Layer lets the loss own a weight. But compile() makes no part of the model out "
        "of a loss, so model.trainable_variables does not have it."
    ),
    mended_by="wrapper_model",
    reference="Model.compile tracks no variables of what it is given",
    breaks_at="listed",
)


class LossLayer(keras.losses.Loss, keras.layers.Layer):
    def __init__(self, make_loss):
        keras.layers.Layer.__init__(self)
        keras.losses.Loss.__init__(self)
        self.loss_object = make_loss(add_parameter=self.add_parameter)

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, y_true, y_pred):
        return self.loss_object(y_true, y_pred)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    model.compile(optimizer=optimizer, loss=LossLayer(make_loss))
    return model.train_step
