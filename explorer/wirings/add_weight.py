import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="add_weight",
    title="The model's add_weight",
    symptom="The loss parameter trains in plain fit() and is saved with the model.",
    cause=(
        "The model makes the parameter itself, so it is one of model.trainable_variables; the "
        "Loss only reads it."
    ),
    reference="keras.Layer.add_weight registers what it makes",
)


class ModelWithLoss(keras.Model):
    def __init__(self, network, make_loss):
        super().__init__()
        self.network = network
        self.loss_object = make_loss(add_parameter=self.add_parameter)

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    model = ModelWithLoss(make_model(), make_loss)
    model.compile(optimizer=optimizer, loss=model.loss_object)
    return model.train_step
