import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="zero_for_unconnected",
    title="Missing gradients set to zero",
    symptom="The warning is gone; the loss parameter still stands still.",
    cause=(
        "stop_gradient() leaves the parameter without a gradient, and ZERO replaces the None by "
        "0. The optimizer has nothing to warn of and moves it by nothing."
    ),
    mended_by="joint_tape",
    reference="tf.UnconnectedGradients.ZERO returns zeros where there is no path",
    breaks_at="used",
)


def tf_variable(name, initial):
    return tf.Variable(initial, name=name)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=tf_variable, read=tf.stop_gradient)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(
            value, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO
        )
        optimizer.apply_gradients(zip(gradients, variables))

    return step
