from explorer.stories.measured import stood_still
from explorer.stories.story import Story


def right(outcomes):
    (run,) = outcomes
    if run.status == "raised":
        return 2
    return 0 if stood_still(run, "log_variance") else 1


STORY = Story(
    key="saved_and_loaded",
    place=60,
    title="Save, load, go on",
    teaser="A program saves its model every ten epochs and goes on from the file.",
    query="view=broken&broken=lost_on_load",
    question=(
        "A train step updates the weights and the σ of the compiled Loss in one call. Every ten "
        "epochs the model is saved as a `.keras` file and loaded, and training goes on from what "
        "was loaded. The noise has σ = 0.3. Where is σ after the last load, at step 2,000?"
    ),
    answers=(
        "At exactly 1, where it began",
        "Near 0.3, the noise in the data",
        "Nowhere: loading raises an error",
    ),
    right=right,
    rule=(
        "An error if the run raised one; exactly 1 if σ ends at the very number it began with; "
        "else the noise."
    ),
    why=(
        "A `.keras` file holds the weights of the model, but of a Loss only its configuration. "
        "Loading makes the Loss anew with the first σ, and the one warning that Keras gives is "
        "about the optimizer."
    ),
)
