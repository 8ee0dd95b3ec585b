import keras
import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="rate_too_small",
    title="Learning rate far too small",
    symptom="The parameter seems to stand still; its change is below every digit that is printed.",
    cause=(
        "All links hold, but the loss has an optimizer of its own, and at that rate a step is a "
        "ten-millionth. A million steps would move it by 0.1."
    ),
    mended_by="two_optimizers",
    reference="Adam moves a variable by about its learning rate a step",
    breaks_at="moved",
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


def connect(make_model, make_loss, optimizer):
    loss = make_loss()
    loss_optimizer = keras.optimizers.Adam(1e-7)
    model = TwoOptimizerModel(make_model(), loss, loss_optimizer)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
