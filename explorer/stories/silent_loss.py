from explorer.stories.measured import stood_still
from explorer.stories.story import Story


def right(outcomes):
    (run,) = outcomes
    if run.status == "raised":
        return 2
    return 1 if stood_still(run, "log_variance") else 0


STORY = Story(
    key="silent_loss",
    place=10,
    title="A Loss that owns its σ",
    teaser="A Loss holds a trainable variable, compile() accepts it, and fit() runs.",
    query="view=broken",
    question=(
        "A Loss makes `self.s = keras.Variable(0.0)`, so that σ = exp(s / 2) begins at 1. The "
        "model is compiled with this Loss, and `fit()` trains it for 2,000 steps on data whose "
        "noise has σ = 0.3. Where does σ end?"
    ),
    answers=(
        "Near 0.3, the noise in the data",
        "At exactly 1, where it began",
        "Nowhere: Keras raises an error",
    ),
    right=right,
    rule=(
        "An error if the run raised one; exactly 1 if σ ends at the very number it began with; "
        "else the noise."
    ),
    why=(
        "`fit()` differentiates `model.trainable_variables`, and a Loss is not a layer, so Keras "
        "never looks for variables in it. σ has a gradient at every step, but no step asks for "
        "it, and nothing is reported."
    ),
)
