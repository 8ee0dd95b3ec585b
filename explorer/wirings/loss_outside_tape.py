import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="loss_outside_tape",
    title="Loss after the tape",
    symptom="ValueError: No gradients provided for any variable.",
    cause=(
        "The tape is closed when the loss is computed, so it knows no way from the loss to any "
        "variable. Every gradient is None."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape records what is computed while it is open",
    breaks_at="delivered",
    outcome="raises",
    reports=("ValueError: No gradients provided for any variable.",),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
        value = loss(y, prediction)  # after the tape
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
