import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="tuple_averaged",
    title="Tuple averaged into the loss",
    symptom="No error; the parameter moves, but the loss shown is not the loss that was written.",
    cause=(
        "Keras packs what call() returns into one tensor and averages it. A loss and gradients of "
        "equal shape fit, so their mean is what is minimised."
    ),
    mended_by="registering_model",
    reference="keras.losses.Loss.__call__ reduces what call() returns",
    breaks_at=None,
    outcome="moves",
)


class LossWithGradients(keras.losses.Loss):
    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def call(self, y_true, y_pred):
        with tf.GradientTape() as tape:
            value = self.loss(y_true, y_pred)
        return value, *tape.gradient(value, list(self.loss.parameters.values()))


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
