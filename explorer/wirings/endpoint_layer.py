import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="endpoint_layer",
    title="Endpoint layer, add_loss",
    symptom="The loss parameter trains in fit() without a loss in compile().",
    cause=(
        "The loss is computed by a layer of the model that takes y as an input. What that layer "
        "owns is tracked, and what it gives to add_loss is minimised."
    ),
    reference="Keras minimises what layers give to add_loss",
)


class LossEndpoint(keras.layers.Layer):
    def __init__(self, make_loss):
        super().__init__()
        self.loss_object = make_loss(add_parameter=self.add_parameter)

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, y_true, y_pred):
        self.add_loss(self.loss_object(y_true, y_pred))
        return y_pred


def connect(make_model, make_loss, optimizer):
    network = make_model()
    y_true = keras.Input(network.output_shape[1:])
    y_pred = LossEndpoint(make_loss)(y_true, network.outputs[0])
    model = keras.Model([network.inputs[0], y_true], y_pred)
    model.compile(optimizer=optimizer)

    def step(data):
        x, y = data
        model.train_step(([x, y],))

    return step
