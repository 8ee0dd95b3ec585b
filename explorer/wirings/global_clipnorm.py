import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="global_clipnorm",
    title="Clipped together to nothing",
    symptom="Everything is wired, yet the parameter hardly moves, and neither does the model.",
    cause=(
        "global_clipnorm scales all gradients down by one factor until their common norm fits. At "
        "0.0001, plain SGD is left with next to nothing to step by."
    ),
    mended_by="joint_tape",
    reference="Keras optimizers: global_clipnorm scales all gradients by one factor",
    breaks_at="moved",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    clipped = keras.optimizers.SGD(lambda: optimizer.learning_rate, global_clipnorm=1e-4)

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        clipped.apply_gradients(zip(gradients, variables))

    return step
