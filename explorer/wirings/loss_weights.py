import keras
from keras import ops

from explorer.records.catalogue import Only
from explorer.wirings import broken

WIRING = broken(
    key="loss_weights",
    title="Variable in loss_weights",
    symptom="No error, no warning; the weight of the second loss is never learned.",
    cause=(
        "compile() multiplies with the variable, but takes loss_weights for constants: they do not "
        "become variables of the model."
    ),
    mended_by="attached_to_functional",
    reference="Model.compile tracks no variables of what it is given",
    breaks_at="listed",
    only=Only(
        because="the parameter must be the factor of one loss term",
        losses=("penalty",),
    ),
)


def absolute_error(y_true, y_pred):
    return ops.abs(y_true - y_pred)


def squared_size(y_true, y_pred):
    return ops.square(y_pred)


def connect(make_model, make_loss, optimizer):
    network = make_model()
    model = keras.Model(network.inputs[0], [network.outputs[0], network.outputs[0]])
    alpha = make_loss().alpha
    model.compile(
        optimizer=optimizer, loss=[absolute_error, squared_size], loss_weights=[1.0, alpha]
    )

    def step(data):
        x, y = data
        model.train_step((x, [y, y]))

    return step
