import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="numpy_in_loss",
    title="numpy() in an eager loss",
    symptom="Warning: Gradients do not exist for variables; the loss parameter stands still.",
    cause=(
        "numpy() hands out a copy of the value. The tape records TensorFlow operations only, so "
        "the way from the parameter to the loss ends there."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape records TensorFlow operations only",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
    eager=True,
)


def as_number(parameter):
    return parameter.numpy()  # the tape does not see numpy


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(read=as_number)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
