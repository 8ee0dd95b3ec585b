from explorer.stories.measured import sigma
from explorer.stories.story import Story


def right(outcomes):
    found = sigma(outcomes[0])
    if found > 0.24:
        return 0
    return 1 if found > 0.02 else 2


STORY = Story(
    key="set_too_small",
    place=90,
    title="σ set too small at step 1,000",
    teaser="The same accident the other way: σ is set to a sixteenth of the noise.",
    query="view=fixed&events=b1000.set.log_variance.-8",
    question=(
        "σ is trained as s = log σ² and has found the noise, 0.3. After step 1,000 it is set to "
        "0.018 (s = −8), and Adam goes on at its rate of 0.01. The way back, 5.6 in s, is shorter "
        "than from a σ of 7.4, and the gradient is hundreds of times as large. Where is σ at step "
        "2,000?"
    ),
    answers=(
        "Back at the noise, 0.24 or more",
        "On its way, between 0.02 and 0.24",
        "Still at 0.02 or below",
    ),
    right=right,
    rule="The last σ, against the bounds that the answers name.",
    why=(
        "Adam divides each gradient by the root of a running mean of squares, and the first ones "
        "here, of about r² / 2σ², are so large that this mean stays high. It fades by only 0.1 % a "
        "step, so as σ grows and the gradient with it shrinks, the steps fall far below 0.01."
    ),
)
