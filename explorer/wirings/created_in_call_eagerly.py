import keras

from explorer.wirings import broken

WIRING = broken(
    key="created_in_call_eagerly",
    title="Made in call(), run_eagerly",
    symptom="run_eagerly=True took the error away; the loss parameter starts again at every step.",
    cause=(
        "call() makes its variable anew at every call, which is allowed when nothing is compiled. "
        "Each one lives for one step and no optimizer knows it."
    ),
    mended_by="registering_model",
    reference="run_eagerly=True runs call() as plain Python at every step",
    breaks_at="variable",
    eager=True,
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
    model.compile(optimizer=optimizer, loss=LossMadeInCall(make_loss), run_eagerly=True)
    return model.train_step
