import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="loss_method",
    title="Loss is a layer's method",
    symptom="The loss parameter trains in plain fit(), as with a CRF layer.",
    cause=(
        "The layer that owns the parameter is part of the model, so the parameter is tracked. "
        "compile() is given that layer's method."
    ),
    reference="Layers in a model's graph are tracked with their weights",
)


class LossLayer(keras.layers.Layer):
    def __init__(self, make_loss):
        super().__init__()
        self.loss_object = make_loss(add_parameter=self.add_parameter)

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, y_pred):
        return y_pred

    def loss(self, y_true, y_pred):
        return self.loss_object(y_true, y_pred)


def connect(make_model, make_loss, optimizer):
    network = make_model()
    layer = LossLayer(make_loss)
    model = keras.Model(network.inputs[0], layer(network.outputs[0]))
    model.compile(optimizer=optimizer, loss=layer.loss)
    return model.train_step
