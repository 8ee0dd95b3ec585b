import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="tuple_from_loss",
    title="Loss returns its gradients too",
    symptom="Shapes must be equal rank, or must match: raised where Keras averages the loss.",
    cause=(
        "A Loss must return values that Keras can average. It packs the tuple into one tensor "
        "first, and a loss and a list of gradients do not fit together."
    ),
    mended_by="registering_model",
    reference="keras.losses.Loss.__call__ reduces what call() returns",
    breaks_at="delivered",
    outcome="raises",
    reports=(
        "ValueError: Shapes must be equal rank, but are 0 and 1. From merging shape 0 with "
        "other shapes.",
    ),
)


class LossWithGradients(keras.losses.Loss):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def call(self, y_true, y_pred):
        with tf.GradientTape() as tape:
            value = self.loss(y_true, y_pred)
        return value, tape.gradient(value, list(self.loss.parameters.values()))


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss()
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=LossWithGradients(loss))
    return model.train_step
