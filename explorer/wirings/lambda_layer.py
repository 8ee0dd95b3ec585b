import keras

from explorer.wirings import broken

WIRING = broken(
    key="lambda_layer",
    title="Lambda layer with the loss",
    symptom="No error, no warning; the loss is part of the model, its parameter stands still.",
    cause=(
        "A Lambda layer keeps only its function. Keras does not look inside for variables, so "
        "the parameter is not in model.trainable_variables."
    ),
    mended_by="attached_to_functional",
    reference="keras.layers.Lambda tracks no variables of its function",
    breaks_at="listed",
)


def connect(make_model, make_loss, optimizer):
    network = make_model()
    loss = make_loss()
    y_true = keras.Input(network.output_shape[1:])
    endpoint = keras.layers.Lambda(lambda tensors: loss.call(*tensors))
    value = endpoint([y_true, network.outputs[0]])
    model = keras.Model([network.inputs[0], y_true], value)
    model.compile(optimizer=optimizer, loss=lambda _, value: value)

    def step(data):
        x, y = data
        model.train_step(([x, y], y))

    return step
