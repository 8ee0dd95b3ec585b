import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="gradient_not_applied",
    title="Gradient not applied",
    symptom="The loss parameter has a gradient that can be printed, and still stands still.",
    cause=(
        "The gradients of the model are applied, that of the parameter is not. A gradient is only "
        "a number until an optimizer is given it together with its variable."
    ),
    mended_by="joint_tape",
    reference="apply_gradients changes only the variables it is given",
    breaks_at="delivered",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        weights = model.trainable_variables
        gradients = tape.gradient(value, weights + list(loss.parameters.values()))
        optimizer.apply_gradients(zip(gradients[: len(weights)], weights))

    return step
