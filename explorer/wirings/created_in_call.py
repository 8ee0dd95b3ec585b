import keras

from explorer.wirings import broken

WIRING = broken(
    key="created_in_call",
    title="Variable made in call()",
    symptom=(
        "ValueError: tf.function only supports singleton tf.Variables created on the first call."
    ),
    cause=(
        "call() makes its variable anew at every call. A compiled step may create variables on "
        "its first call only, so tracing it fails."
    ),
    mended_by="registering_model",
    reference="tf.function: variables are created on the first call only",
    breaks_at="variable",
    outcome="raises",
    reports=(
        "ValueError: tf.function only supports singleton tf.Variables created on the first "
        "call. Make sure the tf.Variable is only created once or created outside tf.function.",
    ),
)


class LossMadeInCall(keras.losses.Loss):
    def __init__(self, make_loss):
        super().__init__()
        self.make_loss = make_loss

    def call(self, y_true, y_pred):
        loss = self.make_loss()  # a new variable at every call
        return loss(y_true, y_pred)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    model.compile(optimizer=optimizer, loss=LossMadeInCall(make_loss))
    return model.train_step
