import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="second_call",
    title="One optimizer, called twice",
    symptom="ValueError: Unknown variable, at the second call of apply_gradients.",
    cause=(
        "An optimizer makes its own variables for the first list it is given and takes no others "
        "later. Both lists must come in one call, or each have an optimizer."
    ),
    mended_by="joint_tape",
    reference="A Keras 3 optimizer is built once, on its first list",
    breaks_at="delivered",
    outcome="raises",
    reports=(
        "ValueError: Unknown variable. This optimizer can only be called for the variables it "
        "was originally built with.",
    ),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        weights = model.trainable_variables
        parameters = list(loss.parameters.values())
        gradients = tape.gradient(value, weights + parameters)
        optimizer.apply_gradients(zip(gradients[: len(weights)], weights))
        optimizer.apply_gradients(zip(gradients[len(weights) :], parameters))

    return step
