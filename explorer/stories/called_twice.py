from explorer.stories.measured import stood_still
from explorer.stories.story import Story


def right(outcomes):
    (run,) = outcomes
    if run.status == "raised":
        return 2
    return 1 if stood_still(run, "log_variance") else 0


STORY = Story(
    key="called_twice",
    place=30,
    title="The repair by hand",
    teaser="A train step of one's own: one tape, one optimizer, two calls.",
    query="view=broken&broken=second_call",
    question=(
        "σ stood still in `fit()`, so someone writes the train step by hand. One tape gives all "
        "gradients. Then `optimizer.apply_gradients` is called with the weights, and once more, "
        "on the same optimizer, with σ. What happens?"
    ),
    answers=(
        "Weights and σ both train",
        "The weights train, the second call has no effect",
        "The second call raises an error",
    ),
    right=right,
    rule=(
        "An error if the run raised one; no effect if σ ends at the very number it began with; "
        "else both train."
    ),
    why=(
        "A Keras 3 optimizer makes its own variables for the first list it receives, and refuses "
        "any variable outside that list. Both lists must come in one call, or σ needs an optimizer "
        "of its own."
    ),
)
