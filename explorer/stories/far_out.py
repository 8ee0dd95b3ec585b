from explorer.stories.measured import ended_at
from explorer.stories.story import Story

START = 40.0


def right(outcomes):
    (run,) = outcomes
    if run.status != "finished":
        return 2
    return 1 if ended_at(run, "log_variance") == START else 0


STORY = Story(
    key="far_out",
    place=100,
    title="The right wiring, and a value of 40",
    teaser="A parameter is stuck on the flat end of a sigmoid when its program is rewired.",
    query="view=broken&broken=saturated_sigmoid&events=a500.wiring.registering_model",
    question=(
        "A loss reads s through a sigmoid. s begins at 40, where the slope is exactly 0 in "
        "float32, and stays there. After step 500 a correct wiring takes over, without the "
        "sigmoid: now s is log σ², and the loss clips it to ±10. s keeps its value. What does it "
        "do in the 1,500 steps that follow?"
    ),
    answers=(
        "It falls toward the noise",
        "It stays at 40",
        "exp(40) makes the loss infinite",
    ),
    right=right,
    rule=("Infinite if the run did not finish; it stays if s ends at exactly 40; else it falls."),
    why=(
        "Rewiring changes how s is connected, not what it is, and beyond the clip at 10 the slope "
        "is exactly 0 again. Only another value helps: set to 0 at the same step, s moves at once."
    ),
)
