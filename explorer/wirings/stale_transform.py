import keras
import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="stale_transform",
    title="Transform computed only once",
    symptom="Warning: Gradients do not exist for variables; the loss keeps the first value.",
    cause=(
        "The transform ran once, before any tape was open, and the loss holds its result: a "
        "tensor with the first value. It has to be computed in call(), at every step."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape records what is computed while it is open",
    breaks_at="variable",
    reports=(NO_GRADIENTS,),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    raw = []

    def scaled(name, initial):
        raw.append(keras.Variable(initial / 10, name=name))
        return 10 * raw[-1]  # moves ten times as fast; computed once

    loss = make_loss(add_parameter=scaled)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + raw
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
