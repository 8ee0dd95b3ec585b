import keras
import tensorflow as tf

from explorer.wirings import fixed

WIRING = fixed(
    key="train_step_override",
    title="Own train_step in fit()",
    symptom="The loss parameter trains in fit(), though the model does not own it.",
    cause=(
        "The overridden train_step adds the parameter to the list, and the optimizer is built on "
        "the first list it is given."
    ),
    reference="fit() calls Model.train_step, which may be overridden",
)


class ModelWithLoss(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        self.loss_object = loss

    def call(self, x):
        return self.network(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            value = self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
        variables = self.trainable_variables + list(self.loss_object.parameters.values())
        gradients = tape.gradient(value, variables)
        self.optimizer.apply_gradients(zip(gradients, variables))
        return {"loss": value}


def connect(make_model, make_loss, optimizer):
    loss = make_loss()
    model = ModelWithLoss(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
