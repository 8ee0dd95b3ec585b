from math import exp

from explorer.stories.measured import ended_at
from explorer.stories.story import Story

NEARLY_ALL = 0.9


def right(outcomes):
    (run,) = outcomes
    loud = 1 / (1 + exp(ended_at(run, "logit_1") - ended_at(run, "logit_0")))
    if loud > NEARLY_ALL:
        return 0
    return 2 if loud < 1 - NEARLY_ALL else 1


STORY = Story(
    key="two_tasks",
    place=160,
    title="Two tasks, one of them loud",
    teaser="One network serves two tasks, and the weights of the tasks are trained.",
    query="view=fixed&loss=softmax_weights&dataset=two_tasks",
    question=(
        "Two targets have noise of σ = 10 and σ = 1. The loss is w₁ L₁ + w₂ L₂, with a squared "
        "error for each task and w = softmax(a). a is trained together with the network. Where "
        "does the weight go?"
    ),
    answers=(
        "More than 90 % to the loud task, whose error is larger",
        "Neither gets more than 90 %",
        "More than 90 % to the quiet task",
    ),
    right=right,
    rule="The softmax of the last a, against 90 %.",
    why=(
        "The slope in a₁ is w₁ (L₁ − w₁ L₁ − w₂ L₂), so weight flows to the task that costs "
        "less. A weight learned from the loss that it scales needs a charge for being small, such "
        "as the log σ of uncertainty weights."
    ),
)
