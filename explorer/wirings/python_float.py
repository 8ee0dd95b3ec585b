import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="python_float",
    title="Plain Python float",
    symptom="tape.gradient() raises AttributeError or TypeError, about a float.",
    cause=(
        "A float is a number, not a variable. There is nothing in it that a gradient could be "
        "recorded for or that an optimizer could change."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape differentiates tensors and variables only",
    breaks_at="variable",
    outcome="raises",
    reports=(
        "TypeError: Cannot convert the argument `type_value`: 0.0 to a TensorFlow DType.",
        "AttributeError: 'float' object has no attribute '_id'",
    ),
)


def python_float(name, initial):
    return float(initial)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=python_float)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
