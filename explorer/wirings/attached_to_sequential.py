from explorer.wirings import fixed

WIRING = fixed(
    key="attached_to_sequential",
    title="Attached to a Sequential",
    symptom="The loss parameter trains in plain fit(), without a class of one's own.",
    cause=(
        "A keras.Variable set as an attribute of a model is tracked, of a Sequential too, if it is "
        "set before the first step."
    ),
    reference="keras.Layer tracks variables set as attributes",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    for name, variable in loss.parameters.items():
        setattr(model, name, variable)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
