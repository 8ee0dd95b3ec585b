import tensorflow as tf

from explorer.wirings import fixed

WIRING = fixed(
    key="assign_by_hand",
    title="Updated by hand",
    symptom="The loss parameter trains by plain gradient descent, with a rate of its own.",
    cause=(
        "A variable needs no optimizer to move: assign_sub changes it in place. Writing "
        "`parameter = parameter - rate * gradient` would only give a new name to a tensor."
    ),
    reference="tf.Variable.assign_sub changes the variable itself",
)

RATE = 0.05


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def step(data):
        x, y = data
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        weights = model.trainable_variables
        parameters = list(loss.parameters.values())
        gradients = tape.gradient(value, weights + parameters)
        optimizer.apply_gradients(zip(gradients[: len(weights)], weights))
        for parameter, gradient in zip(parameters, gradients[len(weights) :]):
            parameter.assign_sub(RATE * gradient)

    return step
