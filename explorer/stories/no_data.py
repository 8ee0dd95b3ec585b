from explorer.stories.measured import ended_at, stood_still
from explorer.stories.story import Story

RATE = 0.7


def right(outcomes):
    (run,) = outcomes
    if stood_still(run, "k"):
        return 2
    return 0 if abs(ended_at(run, "k") / RATE - 1) <= 0.1 else 1


STORY = Story(
    key="no_data",
    place=170,
    title="An equation, and no data",
    teaser="A network learns a law of decay and its rate from the equation alone.",
    query="view=fixed&loss=inverse_pinn_without_data&dataset=decay",
    question=(
        "A network u(t) is trained to satisfy u′ = −k u at the times of 128 measurements of a "
        "decay with k = 0.7. The measured values are not used. k begins at 0 and is trained, too, "
        "and the loss falls to almost 0. What is k then?"
    ),
    answers=(
        "0.7, within 10 %",
        "Some other number",
        "Exactly 0, where it began",
    ),
    right=right,
    rule=(
        "Exactly 0 if k ends at the very number it began with; 0.7 if it ends within 10 % of it; "
        "else another number."
    ),
    why=(
        "Every k has curves that solve its equation, and u = 0 solves it for all of them, so the "
        "loss reaches 0 without the right one. Only measured values say which curve it is; with "
        "them in the loss, the same program finds 0.7."
    ),
)
