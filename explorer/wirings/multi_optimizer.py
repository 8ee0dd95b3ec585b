import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="multi_optimizer",
    title="MultiOptimizer in fit()",
    symptom="The loss parameter trains in plain fit(), with a learning rate of its own.",
    cause=(
        "One optimizer that hands each variable to another: by its path, the loss parameter gets "
        "its own, all others the default."
    ),
    reference="keras.optimizers.OptimizerMap is keyed on variable.path",
)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer, loss_optimizer):
    loss = make_loss()
    model = ModelWithParameters(make_model(), loss)
    optimizers = keras.optimizers.OptimizerMap(optimizer)
    for variable in loss.parameters.values():
        optimizers[variable.path] = loss_optimizer
    model.compile(optimizer=keras.optimizers.MultiOptimizer(optimizers), loss=loss)
    return model.train_step
