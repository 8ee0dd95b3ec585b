import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="constant",
    title="tf.constant as parameter",
    symptom="AttributeError: the EagerTensor object has no attribute '_unique_id'.",
    cause=(
        "A constant is a tensor: it has a value but no place to keep a new one. Only a variable "
        "can be updated."
    ),
    mended_by="joint_tape",
    reference="tf.constant is an immutable tensor",
    breaks_at="variable",
    outcome="raises",
    reports=(
        "AttributeError: 'tensorflow.python.framework.ops.EagerTensor' object has no "
        "attribute '_unique_id'",
    ),
)


def constant(name, initial):
    return tf.constant(initial, name=name)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=constant)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
