import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="built_on_other_list",
    title="Built on another list",
    symptom="ValueError: Unknown variable, although all gradients are applied in one call.",
    cause=(
        "An optimizer makes its own variables for the list it is built on. That list did not have "
        "the loss parameter, so it is refused."
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
    optimizer.build(model.trainable_variables)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
