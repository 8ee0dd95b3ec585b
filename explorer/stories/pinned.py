from math import exp

from explorer.stories.measured import ended_at, stood_still
from explorer.stories.story import Story

NOISE = 0.2


def right(outcomes):
    (run,) = outcomes
    if stood_still(run, "log_sigma"):
        return 2
    return 0 if abs(exp(ended_at(run, "log_sigma")) / NOISE - 1) <= 0.1 else 1


STORY = Story(
    key="pinned",
    place=40,
    title="Listed, differentiated, updated",
    teaser="σ is in model.trainable_variables, and the optimizer receives its gradient.",
    query="view=broken&broken=pinning_constraint&loss=student_t&dataset=heavy_tails",
    question=(
        'A model makes log σ with `add_weight(constraint="non_neg")`, since a scale cannot be '
        "negative. log σ begins at 0, is listed, and the optimizer receives its gradient at every "
        "step. The noise in the data has σ = 0.2. Where does σ end?"
    ),
    answers=(
        "Near 0.2, the noise in the data",
        "Somewhere else: the constraint slows it down",
        "At exactly 1, where it began",
    ),
    right=right,
    rule=(
        "Exactly 1 if log σ ends at the very number it began with; near the noise if σ is within "
        "10 % of 0.2; else somewhere else."
    ),
    why=(
        "Any σ below 1 has a negative logarithm, and after each update the optimizer applies the "
        "constraint, which puts log σ back to 0. A parameter can be listed, differentiated and "
        "updated, and still be held where it is."
    ),
)
