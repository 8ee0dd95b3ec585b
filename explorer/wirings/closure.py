from explorer.wirings import broken

WIRING = broken(
    key="closure",
    title="Loss function with a closure",
    symptom="No error, no warning; the variable that the loss function uses stands still.",
    cause=(
        "compile() takes the function as it is. The variables that it reaches from outside are not "
        "the model's, so they are not in model.trainable_variables."
    ),
    mended_by="attached_to_sequential",
    reference="keras Trainer.train_step differentiates self.trainable_weights",
    breaks_at="listed",
)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss()

    def loss_function(y_true, y_pred):
        return loss(y_true, y_pred)

    model.compile(optimizer=optimizer, loss=loss_function)
    return model.train_step
