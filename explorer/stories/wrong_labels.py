from math import exp

from explorer.stories.measured import ended_at
from explorer.stories.story import Story

SHARE = 0.15


def right(outcomes):
    smoothing = 1 / (1 + exp(-ended_at(outcomes[0], "logit_eps")))
    if smoothing < SHARE / 2:
        return 0
    return 1 if smoothing <= 2 * SHARE else 2


STORY = Story(
    key="wrong_labels",
    place=150,
    title="How many labels are wrong?",
    teaser="Label smoothing allows for wrong labels, and its amount is trained.",
    query="view=fixed&loss=label_smoothing&dataset=wrong_labels",
    question=(
        "15 % of the labels are wrong. Label smoothing mixes a share ε of the uniform guess into "
        "every label. ε begins at 0.27 and is trained together with the network, in a correct "
        "wiring. Where does ε end?"
    ),
    answers=(
        "Below 0.075",
        "From 0.075 to 0.3, about the share of wrong labels",
        "Above 0.3",
    ),
    right=right,
    rule="The last ε: below half of the 15 %, up to twice as much, or above.",
    why=(
        "The loss is linear in ε: as soon as the network beats a uniform guess, less smoothing is "
        "always cheaper. How many labels are wrong does not enter, and in the end the network "
        "bends to the wrong ones."
    ),
)
