import copy

import tensorflow as tf

from explorer.wirings import NO_GRADIENTS, broken

WIRING = broken(
    key="deep_copied_loss",
    title="Deep copy of the Loss",
    symptom="Warning: Gradients do not exist for variables; the Loss that was made stands still.",
    cause=(
        "deepcopy of a Loss builds a new one from its configuration, with new variables. The copy "
        "computes the value, while the original's parameters are listed."
    ),
    mended_by="joint_tape",
    reference="keras: deepcopy of a registered object goes through get_config()",
    breaks_at="used",
    reports=(NO_GRADIENTS,),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    copied = copy.deepcopy(loss)  # has parameters of its own

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = copied(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
