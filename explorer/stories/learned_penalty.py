from explorer.stories.measured import ended_at
from explorer.stories.story import Draw, Story


def right(outcomes):
    (run,) = outcomes
    alpha = ended_at(run, "alpha")
    if run.status == "diverged" or alpha < -0.1:
        return 2
    return 1 if alpha <= 0.1 else 0


STORY = Story(
    key="learned_penalty",
    place=120,
    title="A penalty that learns its weight",
    teaser="α weighs a penalty on large predictions, and the optimizer may choose α.",
    query="view=fixed&loss=penalty",
    question=(
        "The loss is mean |y − f| + α · mean f². α begins at 1 and is trained together with the "
        "network f, in a correct wiring. Where does α go in 2,000 steps?"
    ),
    answers=(
        "To a weight that balances fit and penalty",
        "To 0, where the penalty is gone",
        "Below 0",
    ),
    right=right,
    rule=(
        "Below 0 if α ends under −0.1 or the loss is no longer finite; to 0 if it ends within 0.1 "
        "of it; else a weight."
    ),
    why=(
        "The slope of the loss in α is mean f², which is never negative, so every step lowers α. "
        "Below 0 the penalty has become a reward for large predictions, and α and f run away "
        "together."
    ),
    draw=Draw("alpha", -50.0, 50.0),
)
