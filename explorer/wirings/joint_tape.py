import tensorflow as tf

from explorer.wirings import fixed

WIRING = fixed(
    key="joint_tape",
    title="One tape, one optimizer",
    symptom="The loss parameter and the model train together.",
    cause="The parameter is in the list that is differentiated and in the list that is updated.",
    reference="An optimizer is built on the first list it is given",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        variables = model.trainable_variables + list(loss.parameters.values())
        gradients = tape.gradient(value, variables)
        optimizer.apply_gradients(zip(gradients, variables))

    return step
