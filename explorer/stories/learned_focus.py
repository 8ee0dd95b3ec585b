from explorer.stories.measured import ended_at
from explorer.stories.story import Story

WORSE = 1.2


def right(outcomes):
    (run,) = outcomes
    if ended_at(run, "raw_gamma") < run.parameters["raw_gamma"].initial:
        return 2
    return 1 if run.final_scores[0] > WORSE * run.least_error else 0


STORY = Story(
    key="learned_focus",
    place=140,
    title="A loss that chooses its focus",
    teaser="Focal loss plays easy samples down, and γ, which says how much, is trained.",
    query="view=fixed&loss=focal&dataset=imbalanced_blobs",
    question=(
        "Focal loss multiplies the cross-entropy of each sample by (1 − p)ᵞ, where p is the "
        "probability of its true class. γ begins at 0.97 and is trained together with the network, "
        "on two classes of ten to one. What do γ and the cross-entropy on unseen data do?"
    ),
    answers=(
        "γ grows, and the cross-entropy stays near its lowest",
        "γ grows, and the cross-entropy rises again",
        "γ falls toward 0, plain cross-entropy",
    ),
    right=right,
    rule=(
        "γ falls if it ends below its start. The cross-entropy rose again if it ends more than "
        "20 % above its lowest."
    ),
    why=(
        "1 − p is below 1, so a larger γ makes every sample cheaper without a better prediction, "
        "and γ only grows. What the network already gets right then counts for almost nothing, and "
        "its probabilities drift away from 1."
    ),
)
