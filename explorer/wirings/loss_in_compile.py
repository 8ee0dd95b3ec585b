from explorer.wirings import broken

WIRING = broken(
    key="loss_in_compile",
    title="Variable in compiled Loss",
    symptom="No error, no warning; the loss parameter keeps its first value.",
    cause=(
        "fit() trains model.trainable_variables. A Loss is not a layer: Keras does not look for "
        "variables in it, so the parameter is never among them."
    ),
    mended_by="registering_model",
    reference="keras Trainer.train_step differentiates self.trainable_weights",
    breaks_at="listed",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
