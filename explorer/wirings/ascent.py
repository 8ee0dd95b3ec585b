import keras
import tensorflow as tf

from explorer.records.catalogue import Only
from explorer.wirings import fixed

WIRING = fixed(
    key="ascent",
    title="Ascent for the loss parameter",
    symptom="The model minimises the loss while the loss parameter maximises it.",
    cause=(
        "An optimizer only descends. Given the negated gradients of the loss parameters, the "
        "second one climbs."
    ),
    reference="Gradient ascent is descent on the negated gradient",
    only=Only(
        because="descending is right for a parameter that is minimised",
        verdicts=("needs ascent",),
    ),
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
        ascent = [-gradient for gradient in gradients[len(weights) :]]
        self.loss_optimizer.apply_gradients(zip(ascent, self.loss_parameters))
        return {"loss": value}


def connect(make_model, make_loss, optimizer, loss_optimizer):
    loss = make_loss()
    model = TwoOptimizerModel(make_model(), loss, loss_optimizer)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
