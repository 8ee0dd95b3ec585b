from explorer.stories.measured import sigma
from explorer.stories.story import Draw, Story


def right(outcomes):
    found = sigma(outcomes[0])
    if found < 0.24:
        return 0
    return 1 if found <= 0.36 else 2


STORY = Story(
    key="noise",
    place=110,
    title="Nobody states the noise",
    teaser="A loss divides by a σ that it may choose itself.",
    query="view=fixed",
    question=(
        "The data are a sine with noise of σ = 0.3, which the program does not know. Its loss is "
        "(y − f)² / 2σ² + log σ. σ begins at 1 and is trained together with the network f, in a "
        "correct wiring. Where does σ end after 2,000 steps?"
    ),
    answers=(
        "Below 0.24: log σ rewards every decrease",
        "At the noise, from 0.24 to 0.36",
        "Above 0.36: a large σ divides the error away",
    ),
    right=right,
    rule="The last σ, against the bounds that the answers name.",
    why=(
        "The divided error pushes σ up where it is small, log σ pulls it down where it is large, "
        "and both are equal where σ² is the mean squared residual. A network that fits the curve "
        "and not the noise leaves residuals as large as the noise."
    ),
    draw=Draw("log_variance", -4.0, 3.0),
)
