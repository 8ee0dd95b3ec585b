from explorer.stories.measured import sigma
from explorer.stories.story import Draw, Story


def right(outcomes):
    found = sigma(outcomes[0])
    if found > 3.7:
        return 0
    return 1 if found > 0.36 else 2


STORY = Story(
    key="set_too_large",
    place=80,
    title="σ set too large at step 1,000",
    teaser="σ has found the noise when someone sets it to twenty-five times as much.",
    query="view=fixed&events=b1000.set.log_variance.4",
    question=(
        "σ is trained as s = log σ² and has found the noise, 0.3. After step 1,000 it is set to "
        "7.4 (s = 4), and Adam goes on at its rate of 0.01. Where is σ at step 2,000?"
    ),
    answers=(
        "Still above 3.7: the likelihood is flat out there",
        "On its way, between 3.7 and 0.36",
        "Back at the noise, 0.36 or less",
    ),
    right=right,
    rule="The last σ, against the bounds that the answers name.",
    why=(
        "Far above the noise the gradient of s is 1/2, however far it is, so nothing is flat "
        "there. Adam turns a steady gradient into steps of its rate or more, so the way back, 6.4 "
        "in s, takes a few hundred steps."
    ),
    draw=Draw("log_variance", -4.0, 6.0),
)
