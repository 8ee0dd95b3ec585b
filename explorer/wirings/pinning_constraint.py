import keras

from explorer.records.catalogue import Only
from explorer.wirings import broken

WIRING = broken(
    key="pinning_constraint",
    title="Pinned by a constraint",
    symptom="The parameter has a gradient and gets updates, yet stays at exactly 0.",
    cause=(
        "After each update the optimizer applies the variable's constraint. The logarithm starts "
        "at 0 and should fall, and non_neg puts it back to 0 every time."
    ),
    mended_by="add_weight",
    reference="Keras optimizers apply variable.constraint after each update",
    breaks_at="moved",
    only=Only(
        because="the parameter must start at the bound and have to go below it",
        losses=("student_t",),
    ),
)


class ModelWithLoss(keras.Model):
    def __init__(self, network, make_loss):
        super().__init__()
        self.network = network
        self.loss_object = make_loss(add_parameter=self.add_parameter)

    def add_parameter(self, name, initial):
        # A scale is positive; its logarithm need not be.
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start, constraint="non_neg")

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    model = ModelWithLoss(make_model(), make_loss)
    model.compile(optimizer=optimizer, loss=model.loss_object)
    return model.train_step
