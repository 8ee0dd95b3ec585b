import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="fresh_loss_eager",
    title="New Loss, updated and dropped",
    symptom="No error, no warning; the update works, yet every step starts from the first value.",
    cause=(
        "The optimizer moves the parameter of this step's Loss. The next step makes a new Loss, "
        "and the moved variable is thrown away."
    ),
    mended_by="joint_tape",
    reference="A new tf.Variable starts at its initial value",
    breaks_at="variable",
    eager=True,
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
