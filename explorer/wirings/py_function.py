import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="py_function",
    title="Loss in tf.py_function",
    symptom="Warning: Gradients do not exist for variables; only the model learns.",
    cause=(
        "py_function passes gradients to what is in its list of inputs. The parameter is reached "
        "through the Loss instead, out of the tape's sight."
    ),
    mended_by="joint_tape",
    reference="tf.py_function is differentiable in its inputs only",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
    eager=True,
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
            value = tf.py_function(loss, [y, prediction], tf.float32)  # the parameter is no input
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
