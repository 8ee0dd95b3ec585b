"""Findings as clauses that can follow 'it is', 'the loss holds' or a colon; the chain's texts."""

from collections.abc import Callable

from explorer.records.finding import Finding
from explorer.records.number import count, number, signed
from explorer.records.outcome import Chain, LinkResult

STATES = {"ok": "holds", "lost": "lost here", "unreached": "not reached"}
"""Words for the state of a link; `panel/static/wording.js` has the same."""


def phrase(finding: Finding) -> str:
    """What was found, in one clause with its numbers."""
    return PHRASES[finding.kind](**finding.figures)


def reason(result: LinkResult) -> str:
    """What was found for the first parameter that fails, else for the first."""
    return phrase(result.finding)


def evidence(result: LinkResult) -> str:
    """What was found, for every parameter by name."""
    named: dict[str, list[str]] = {}
    for name, finding in result.findings:
        named.setdefault(phrase(finding), []).append(name)
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in named.items())


def told(chain: Chain) -> dict:
    """The chain with its texts, as plain values for JSON."""
    return {
        "links": [
            {
                "link": result.link,
                "ok": result.ok,
                "finding": result.finding.kind,
                "figures": result.finding.figures,
                "reason": reason(result),
                "evidence": evidence(result),
            }
            for result in chain.links
        ],
        "measured_on": chain.measured_on,
        "broken_link": chain.broken_link,
    }


def _listed(sources: int) -> str:
    if sources == 1:
        return "the only variable that the step differentiates"
    return f"one of the {sources} variables that the step differentiates"


def _not_listed(sources: int) -> str:
    if sources == 1:
        return "the step differentiates one other variable only"
    return f"not among the {sources} variables that the step differentiates"


def _zero(steps: int, first: int) -> str:
    many = f"each of the first {steps} steps" if first == 1 else f"each of {steps} steps"
    return f"gradient exactly 0 at {many if steps > 1 else f'step {first:,}'}"


def _not_held(optimizers) -> str:
    sizes = [f"{name} holds {size} variables" for name, size in optimizers]
    return f"{' and '.join(sizes)}; this is not one of them"


def _set(times: int, steps: int) -> str:
    often = f"{times} times" if times > 1 else "once"
    return f"set between steps, not by the step: {often} in {count(steps, 'step')}"


def _unchanged(
    steps: int,
    gradient: float | None = None,
    handed_over: bool = False,
    constraint: str | None = None,
) -> str:
    text = f"unchanged after {count(steps, 'step')}"
    if gradient is None:
        return text
    how = "handed over" if handed_over else "delivered"
    text += f", with a gradient of {number(gradient)} {how}"
    return f"{text}: its constraint {constraint} undoes the update" if constraint else text


def _changed(change: float, steps: int, diverged: bool = False, by: str = "by") -> str:
    text = f"changed {by} {signed(change)} in {count(steps, 'step')}"
    return f"{text}, until the loss was no longer finite" if diverged else text


PHRASES: dict[str, Callable[..., str]] = {
    "not_measured": lambda: "the run raised before its first step",
    "not_made": lambda: "nothing yet: the step raised before creating it",
    "not_a_variable": lambda holds: f"a {holds}, not a variable",
    "number_after_tracing": lambda holds: (
        f"a {holds} that was changed after the step had been compiled with its old value"
    ),
    "replaced": lambda holds, step: f"a variable at step 1, a {holds} from step {step} on",
    "new_each_step": lambda: "a new variable at every step",
    "rebound": lambda after: (
        f"another object since step {after}, while the compiled step still reads the first one"
    ),
    "frozen": lambda: "a variable with trainable=False",
    "frozen_too_late": lambda after: (
        f"trainable when the step was compiled; trainable=False came after step {after}, too late "
        "for it"
    ),
    "one_variable": lambda: "one trainable variable, the same at every step",
    "loss_not_finite": lambda step: f"the loss was not finite at step {step:,}",
    "nothing_to_differentiate": lambda: "no gradient: there is no variable to differentiate",
    "not_floating": lambda dtype: f"no gradient: its dtype is {dtype}, and only floats have one",
    "cut": lambda: "no gradient: the step reads it, but through an operation without one",
    "not_recorded": lambda: "no gradient: the tape of the step did not record it",
    "zero_gradient": _zero,
    "gradient_not_finite": lambda gradient, step: (
        f"gradient {number(gradient)} at step {step:,}, not finite later"
    ),
    "gradient": lambda gradient, step: f"gradient {number(gradient)} at step {step:,}",
    "gradient_traced": lambda: "the step has a gradient for it, but raised before computing it",
    "nothing_differentiated": lambda: "the step differentiates nothing",
    "not_listed": _not_listed,
    "listed": _listed,
    "raised": lambda step, type, message: f"step {step} raised {type}: {message}",
    "no_update": lambda: "no optimizer received anything",
    "none_delivered": lambda: "an optimizer received None in place of its gradient",
    "mispaired": lambda: "an optimizer received the gradient of another variable for it",
    "not_held": _not_held,
    "assigned_by_hand": lambda: "the step assigns it by hand; no optimizer is needed",
    "delivered": lambda optimizer: f"{optimizer} received its gradient",
    "set_back": lambda times, steps, value: f"{_set(times, steps)}, back to {number(value)}",
    "unchanged": _unchanged,
    "too_little": lambda change, steps: f"{_changed(change, steps)}: too little to see",
    "set_between_steps": _set,
    "changed": _changed,
    "wavered": lambda change, steps, diverged: _changed(change, steps, diverged, "by up to"),
    "weights_not_trained": lambda: "no optimizer ever received a gradient for the model's weights",
    "freezing_ignored": lambda after: (
        f"trainable=False was set after step {after}, and the compiled step ignores it"
    ),
    "other_objective": lambda found, expected, step: (
        f"what step {step:,} minimises is {number(found)}, not the loss itself, which is "
        f"{number(expected)}"
    ),
    "not_set": lambda parameter, value: (
        f"{parameter} could not be set to {number(value)}, since the loss holds no variable that "
        "lasts"
    ),
    "agrees": lambda: "as the tape has it, within 0.1 %",
    "small_gradient": lambda apart: (
        f"{number(apart)} from what the tape has: in float32 so small a gradient has few digits"
    ),
    "flat": lambda: "the same loss on both sides, and the tape has no gradient",
    "lost_by_tape": lambda: "the loss changes with it, yet the tape has no gradient",
    "kink": lambda left, right: (
        f"a kink of the loss: slope {number(left)} to the left, {number(right)} to the right"
    ),
    "jump": lambda height: f"a jump of the loss, {signed(height)} high: it has no slope here",
    "in_float32": lambda gradient: (
        f"the tape rounds: it has {number(gradient)} too, when computed in float64"
    ),
    "differs": lambda: "not what the tape has",
    "no_loss": lambda: "the step holds no loss that could be evaluated alone",
    "loss_raised": lambda type, message: f"evaluated alone, the loss raised {type}: {message}",
    "not_finite_beside": lambda: "the loss is not finite at h to one side",
    "too_few_steps": lambda steps: f"its gradient was 0 in {count(steps, 'step')}, too few to tell",
    "at_minimum": lambda curvature: (
        f"it is at a minimum of the loss: gradient 0, second derivative {number(curvature)}"
    ),
    "trains_nevertheless": lambda: "some gradients were not finite, and it trains nevertheless",
    "rate_zero": lambda: "the learning rate is 0",
    "rate_small": lambda rate: f"it moves as far as a learning rate of {rate:g} lets it",
    "meant_to_be_frozen": lambda: "it is not trainable, and nothing differentiates it",
    "assigned_by_program": lambda: "the program assigns it itself",
}
