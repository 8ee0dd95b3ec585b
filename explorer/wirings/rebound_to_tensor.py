import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="rebound_to_tensor",
    title="= instead of assign",
    symptom="The first step works; the second raises TypeError, because the gradient is None.",
    cause=(
        "Variable minus tensor is a tensor, and = puts it in the variable's place. The next tape "
        "does not watch a plain tensor, so its gradient is None."
    ),
    mended_by="assign_by_hand",
    reference="tf.GradientTape watches trainable variables, not tensors",
    breaks_at="variable",
    outcome="raises",
    reports=("TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",),
    eager=True,
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
        names = loss.parameters
        for name, parameter, gradient in zip(names, parameters, gradients[len(weights) :]):
            setattr(loss, name, parameter - RATE * gradient)  # a tensor from here on

    return step
