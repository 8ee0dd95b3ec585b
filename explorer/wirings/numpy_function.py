import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="numpy_function",
    title="Loss in tf.numpy_function",
    symptom="ValueError: No gradients provided for any variable.",
    cause=(
        "numpy_function runs the loss outside TensorFlow and returns a number without a history. "
        "No gradient passes it, neither to the parameter nor to the model."
    ),
    mended_by="joint_tape",
    reference="tf.numpy_function is not differentiable",
    breaks_at="used",
    outcome="raises",
    reports=("ValueError: No gradients provided for any variable.",),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def loss_value(y, prediction):
        return loss(y, prediction).numpy()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
            value = tf.numpy_function(loss_value, [y, prediction], tf.float32)  # no gradient
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
