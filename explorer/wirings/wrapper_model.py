import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="wrapper_model",
    title="Loss layer in the model",
    symptom="The loss parameter trains in plain fit(); the network itself is unchanged.",
    cause=(
        "A layer set as an attribute of a model is tracked with its weights. compute_loss calls "
        "it, so nothing has to be given to compile()."
    ),
    reference="Model.compute_loss may be overridden",
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


class WrapperModel(keras.Model):
    def __init__(self, network, loss_layer):
        super().__init__()
        self.network = network
        self.loss_layer = loss_layer

    def call(self, x):
        return self.network(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.loss_layer(y, y_pred)


def connect(make_model, make_loss, optimizer):
    model = WrapperModel(make_model(), LossLayer(make_loss))
    model.compile(optimizer=optimizer)
    return model.train_step
