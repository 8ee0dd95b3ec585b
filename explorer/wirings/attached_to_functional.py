import keras

from explorer.wirings import fixed

WIRING = fixed(
    key="attached_to_functional",
    title="Attached to a Functional",
    symptom="The loss parameter trains in plain fit() of a Functional model.",
    cause=(
        "A keras.Variable set as an attribute of a model is tracked. Set before the first step, it "
        "is in the list that the train function is made with."
    ),
    reference="keras.Layer tracks variables set as attributes",
)


def connect(make_model, make_loss, optimizer):
    network = make_model()
    model = keras.Model(network.inputs[0], network.outputs[0])
    loss = make_loss()
    for name, variable in loss.parameters.items():
        setattr(model, name, variable)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
