import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="fresh_loss",
    title="New Loss at every step",
    symptom="Compiled, it raises; run eagerly, every step starts again from the first value.",
    cause=(
        "Each step makes a new Loss and with it a new variable. A compiled step may not create "
        "variables, and what an optimizer did to the last one is thrown away."
    ),
    mended_by="joint_tape",
    reference="tf.function: variables are created on the first call only",
    breaks_at="variable",
    outcome="raises",
    reports=(
        "ValueError: tf.function only supports singleton tf.Variables created on the first "
        "call. Make sure the tf.Variable is only created once or created outside tf.function.",
    ),
)


def connect(make_model, make_loss, optimizer):
    model = make_model()

    def step(data):
        x, y = data
        loss = make_loss()  # and with it new parameters
        loss_optimizer = keras.optimizers.SGD(0.01)
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        weights = model.trainable_variables
        parameters = list(loss.parameters.values())
        gradients = tape.gradient(value, weights + parameters)
        optimizer.apply_gradients(zip(gradients[: len(weights)], weights))
        loss_optimizer.apply_gradients(zip(gradients[len(weights) :], parameters))

    return step
