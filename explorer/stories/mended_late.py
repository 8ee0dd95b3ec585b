from explorer.stories.measured import sigma
from explorer.stories.story import Draw, Story

SAME = 0.05


def right(outcomes):
    late, early = map(sigma, outcomes)
    if abs(late / early - 1) <= SAME:
        return 1
    return 0 if late > early else 2


STORY = Story(
    key="mended_late",
    place=70,
    title="Mended at step 500",
    teaser="A run that trains without its σ is rewired in the middle and keeps its weights.",
    query="view=both&events=a500.wiring.registering_model",
    question=(
        "Two runs begin with the same weights and with σ = 1. In one, σ is not listed, and the "
        "network learns without it; after step 500 it is rewired correctly and keeps its weights. "
        "The other was wired correctly from the start. How do their σ compare at step 2,000?"
    ),
    answers=(
        "The late one is more than 5 % larger",
        "They agree within 5 %",
        "The late one is more than 5 % smaller",
    ),
    right=right,
    rule="The σ of the rewired run at its end, divided by that of the other run.",
    why=(
        "σ goes to the root of the mean squared residual, wherever it begins and whenever it may "
        "move. As long as it stood at 1 the network still learned the curve, since one σ for all "
        "points only scales the gradients of the weights."
    ),
    draw=Draw("log_variance", -4.0, 3.0),
)
