import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="tf_variable_attribute",
    title="tf.Variable on the model",
    symptom="No error, no warning; worked in Keras 2, stands still in Keras 3.",
    cause=(
        "Keras 3 tracks keras.Variable and layers. A tf.Variable set on a model is a plain "
        "attribute to it and is not in model.trainable_variables."
    ),
    mended_by="registering_model",
    reference="keras 3 tracks keras.Variable only",
    breaks_at="listed",
)


def tf_variable(name, initial):
    return tf.Variable(initial, name=name)


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(add_parameter=tf_variable)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
