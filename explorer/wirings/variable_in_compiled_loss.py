import tensorflow as tf

from explorer.wirings import broken

WIRING = broken(
    key="variable_in_compiled_loss",
    title="tf.Variable in compiled Loss",
    symptom="No error, no warning; the tf.Variable in the Loss keeps its first value.",
    cause=(
        "fit() trains model.trainable_variables. A Loss is not a layer: Keras does not look for "
        "variables in it, so the parameter is never among them."
    ),
    mended_by="attached_to_sequential",
    reference="keras Trainer.train_step differentiates self.trainable_weights",
    breaks_at="listed",
)


def tf_variable(name, initial):
    return tf.Variable(initial, name=name)


def connect(make_model, make_loss, optimizer):
    model = make_model()
    loss = make_loss(add_parameter=tf_variable)
    model.compile(optimizer=optimizer, loss=loss)
    return model.train_step
