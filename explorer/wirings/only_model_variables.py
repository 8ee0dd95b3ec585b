import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="only_model_variables",
    title="Only model variables listed",
    symptom="No error, no warning; the model learns, the loss parameter does not.",
    cause=(
        "The tape saw the parameter, but gradient() is asked for the model's variables alone. "
        "What is not asked for is not computed and not applied."
    ),
    mended_by="joint_tape",
    reference="tf.GradientTape.gradient returns gradients for its sources only",
    breaks_at="listed",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
