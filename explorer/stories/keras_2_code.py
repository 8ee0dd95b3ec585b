from explorer.stories.measured import stood_still
from explorer.stories.story import Story


def right(outcomes):
    (run,) = outcomes
    if run.status == "raised":
        return 1
    return 2 if stood_still(run, "log_variance") else 0


STORY = Story(
    key="keras_2_code",
    place=20,
    title="Code from Keras 2",
    teaser="A model keeps a tf.Variable as an attribute; Keras 2 trained it.",
    query="view=broken&broken=tf_variable_attribute",
    question=(
        "A model keeps the parameter of its loss as `self.s = tf.Variable(0.0)`. Under Keras 2 it "
        "was in `model.trainable_variables`, and `fit()` trained it. The same code now runs under "
        "Keras 3. What happens to σ = exp(s / 2)?"
    ),
    answers=(
        "It trains as before",
        "Keras raises an error about the `tf.Variable`",
        "It stays at 1",
    ),
    right=right,
    rule=(
        "An error if the run raised one; it stays if it ends at the very number it began with; "
        "else it trains."
    ),
    why=(
        "Keras 3 tracks `keras.Variable` and layers; a `tf.Variable` is an attribute like any "
        "other to it. So σ is no longer in the list that `fit()` differentiates, and nothing is "
        "reported."
    ),
)
