from explorer.stories.measured import ended_at
from explorer.stories.story import Story

ENOUGH = 0.1
"""Of log σ². Four steps of Adam at a rate of 0.01 move it by 0.04 at most."""


def right(outcomes):
    (run,) = outcomes
    if run.status == "raised":
        return 2
    way = ended_at(run, "log_variance") - run.parameters["log_variance"].initial
    return 1 if abs(way) > ENOUGH else 0


STORY = Story(
    key="frozen_later",
    place=50,
    title="trainable = False after one epoch",
    teaser="σ trains well, until a callback freezes the layer that owns it.",
    query="view=broken&broken=frozen_after_compile",
    question=(
        "A loss layer owns σ, and `fit()` trains it. At the end of the first epoch, after step 4, "
        "a callback sets `loss_layer.trainable = False`. `compile()` is not called again. What "
        "does σ do in the 1,996 steps that follow?"
    ),
    answers=(
        "It stays where the first epoch left it",
        "It goes on as if nothing had been set",
        "Keras raises an error in the second epoch",
    ),
    right=right,
    rule=(
        "An error if the run raised one. It goes on if log σ² ends more than 0.1 from its start: "
        "the four steps of the first epoch move it by 0.04 at most. Else it stays."
    ),
    why=(
        "`fit()` keeps the train step that it traced first, with the list of variables of that "
        "time. Until `compile()` is called again, `trainable = False` changes what the model "
        "reports, not what it trains."
    ),
)
