import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="zip_truncation",
    title="zip() drops the last",
    symptom="No error, no warning; the parameter is differentiated and does not move.",
    cause=(
        "zip() stops at the end of the shorter list. The parameter's gradient is the last one and "
        "meets no variable, so it is dropped without a word."
    ),
    mended_by="joint_tape",
    reference="Python: zip() ends with its shortest argument",
    breaks_at="delivered",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    return step
