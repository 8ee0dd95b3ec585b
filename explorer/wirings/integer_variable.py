import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="integer_variable",
    title="Integer variable",
    symptom="Warning: Gradients do not exist for variables; the loss parameter stands still.",
    cause=(
        "Integers have no gradient. The cast to float in the loss comes too late: the way back "
        "ends at it."
    ),
    mended_by="joint_tape",
    reference="TensorFlow differentiates floating-point tensors only",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
)


def integer(name, initial):
    return tf.Variable(int(initial), dtype=tf.int32, name=name)


def as_float(parameter):
    return tf.cast(parameter, tf.float32)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=integer, read=as_float)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
