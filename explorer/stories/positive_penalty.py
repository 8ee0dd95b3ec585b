from math import exp, log1p

from explorer.stories.measured import ended_at
from explorer.stories.story import Story


def right(outcomes):
    alpha = log1p(exp(ended_at(outcomes[0], "rho")))
    if alpha < 0.05:
        return 1
    return 2 if alpha > 1 else 0


STORY = Story(
    key="positive_penalty",
    place=130,
    title="The same penalty, kept positive",
    teaser="Someone mends the runaway α with a softplus.",
    query="view=fixed&loss=penalty_softplus",
    question=(
        "In the loss mean |y − f| + α · mean f² a trained α falls below 0 and runs away. Someone "
        "writes α = softplus(ρ) and trains ρ, so that α is always positive; it begins at 0.97. "
        "Where does α go now?"
    ),
    answers=(
        "To a weight that balances fit and penalty",
        "Toward 0, until the penalty is gone",
        "Above 1",
    ),
    right=right,
    rule="Toward 0 if α ends under 0.05; above 1 if it ends there; else a weight.",
    why=(
        "The loss still only grows with α, so every step still lowers it: softplus has moved the "
        "end of the slide from −∞ to 0. Nothing in this loss rewards a penalty, so nothing holds "
        "its weight up."
    ),
)
