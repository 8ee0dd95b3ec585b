import keras

from explorer.wirings import broken

WIRING = broken(
    key="numpy_in_compiled_loss",
    title="numpy() in a compiled loss",
    symptom="NotImplementedError: numpy() is only available when eager execution is enabled.",
    cause=(
        "fit() compiles the step. While it is traced a variable has no value yet that numpy() "
        "could return."
    ),
    mended_by="registering_model",
    reference="numpy() works on eager tensors and variables only",
    breaks_at="used",
    outcome="raises",
    reports=("NotImplementedError: numpy() is only available when eager execution is enabled.",),
)


def as_number(parameter):
    return parameter.numpy()  # no value while traced


class ModelWithParameters(keras.Model):
    def __init__(self, network, loss):
        super().__init__()
        self.network = network
        for name, variable in loss.parameters.items():
            setattr(self, name, variable)

    def call(self, x):
        return self.network(x)


def connect(make_model, make_loss, optimizer):
    loss = make_loss(read=as_number)
    model = ModelWithParameters(make_model(), loss)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
