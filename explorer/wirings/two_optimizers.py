import keras
import tensorflow as tf

from explorer.wirings import fixed

WIRING = fixed(
    key="two_optimizers",
    title="Second optimizer for the loss",
    symptom="The loss parameter trains in fit(), with a learning rate of its own.",
    cause=(
        "One gradient call covers both lists; each optimizer is given, and built on, its own part."
    ),
    reference="One optimizer cannot serve two lists in turn; two can",
)


class TwoOptimizerModel(keras.Model):
    def __init__(self, network, loss, loss_optimizer):
        super().__init__()
        self.network = network
        self.loss_parameters = list(loss.parameters.values())
        self.loss_optimizer = loss_optimizer

    def call(self, x):
        return self.network(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            value = self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
        weights = self.network.trainable_variables
        gradients = tape.gradient(value, weights + self.loss_parameters)
        self.optimizer.apply_gradients(zip(gradients[: len(weights)], weights))
        self.loss_optimizer.apply_gradients(zip(gradients[len(weights) :], self.loss_parameters))
        return {"loss": value}


def connect(make_model, make_loss, optimizer, loss_optimizer):
    loss = make_loss()
    model = TwoOptimizerModel(make_model(), loss, loss_optimizer)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
