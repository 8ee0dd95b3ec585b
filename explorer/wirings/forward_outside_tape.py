import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="forward_outside_tape",
    title="Prediction before the tape",
    symptom=(
        "Warning: Gradients do not exist for the model's variables; only the loss parameter moves."
    ),
    cause=(
        "The tape opens after the model has run, so the prediction is a constant to it. The loss "
        "is computed inside: its parameter gets a gradient, the model none."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape records what is computed while it is open",
    breaks_at=None,
    outcome="moves",
    reports=(NO_GRADIENTS,),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        prediction = model(x, training=True)  # before the tape
        with tf.GradientTape() as tape:
            value = loss(y, prediction)
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
