import tensorflow as tf

from explorer.catalogue import Wiring

WIRING = Wiring(
    key="fresh_loss",
    title="New Loss at every step",
    kind="broken",
    symptom="Compiled, it raises; run eagerly, every step starts again from the first value.",
    cause=(
        "Each step makes a new Loss and with it a new variable. A compiled step may not create "
        "variables, and what an optimizer did to the last one is thrown away."
    ),
    mended_by="joint_tape",
    # facts: B01, B06
    reference="tf.function: variables are created on the first call only",
    breaks_at="variable",
    outcome="raises",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()

    def step(data):
        x, y = data
        loss = make_loss()
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
