import keras

from explorer.wirings import broken

WIRING = broken(
    key="frozen_after_compile",
    title="Frozen after compile()",
    symptom="The loss layer is set to trainable=False, yet its parameter keeps moving.",
    cause=(
        "fit() keeps the train function it traced first, with the list of that time. Until "
        "compile() is called again, trainable=False changes nothing, and Keras does not warn."
    ),
    mended_by="wrapper_model",
    reference="Keras: call compile() again after changing trainable",
    breaks_at=None,
    outcome="moves",
)


class LossLayer(keras.layers.Layer):
    def __init__(self, make_loss):
        super().__init__()
        self.loss_object = make_loss(add_parameter=self.add_parameter)
        self.built = True

    def add_parameter(self, name, initial):
        start = keras.initializers.Constant(initial)
        return self.add_weight(name=name, shape=(), initializer=start)

    def call(self, y_true, y_pred):
        return self.loss_object(y_true, y_pred)


class WrapperModel(keras.Model):
    def __init__(self, network, loss_layer):
        super().__init__()
        self.network = network
        self.loss_layer = loss_layer

    def call(self, x):
        return self.network(x)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.loss_layer(y, y_pred)


class FreezeLoss(keras.callbacks.Callback):
    def __init__(self, loss_layer):
        super().__init__()
        self.loss_layer = loss_layer

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            # compile() is not called again, so the train function stays as it was.
            self.loss_layer.trainable = False


def connect(make_model, make_loss, optimizer):
    model = WrapperModel(make_model(), LossLayer(make_loss))
    model.compile(optimizer=optimizer)
    return model.train_step, [FreezeLoss(model.loss_layer)]
