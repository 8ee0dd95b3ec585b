"""What happened in a run with events, in order, in one sentence."""

from collections.abc import Mapping, Sequence

from explorer.records.catalogue import Catalogue, Link, Parameter
from explorer.records.event import Event
from explorer.records.number import count
from explorer.records.outcome import Diagnosis, Outcome, ParameterResult
from explorer.words.clauses import Pairs, capitalised, changed, course, listing, shown, symbol
from explorer.words.events import done
from explorer.words.findings import phrase

LOST: dict[Link, str] = {
    "variable": "not one trainable variable",
    "used": "no gradient",
    "listed": "not listed",
    "delivered": "not delivered",
    "moved": "held back",
}
"""Why a parameter stayed, by the link that is lost."""


def story(outcome: Outcome, parameters: Sequence[Parameter], catalogue: Catalogue) -> str:
    """The segments of a run, one clause each.

    Args:
        outcome: of a run with events.
        parameters: of its loss; without readings where those do not hold.
        catalogue: has the titles of the wirings.
    """
    segments = outcome.spec.segments
    clauses = []
    for place, diagnosis in enumerate(outcome.segments):
        segment, last = segments[place], place == len(outcome.segments) - 1
        pairs = [(p, diagnosis.parameters[p.name]) for p in parameters]
        events = [done(event, parameters, catalogue) for event in segment.events]
        steps = min(segment.until, outcome.steps) - segment.begun
        ended = _ended(outcome) if last else ""
        before = outcome.segments[place - 1].parameters if place else {}
        told = [_went(pairs, steps, before, segment.events, diagnosis), ended] if steps else [ended]
        clauses.append(", ".join(filter(None, [listing(events) if events else "", *told])))
    return f"{capitalised('; '.join(clauses))}."


def _went(
    pairs: Pairs,
    steps: int,
    before: Mapping[str, ParameterResult],
    events: Sequence[Event],
    diagnosis: Diagnosis,
) -> str:
    """What the parameters did in one segment; in later ones only where they went."""
    text = _further(pairs, steps, before, events) if before else course(pairs, steps)
    lost = diagnosis.chain.broken_link
    if lost is not None:
        text += f" ({LOST[lost]})"
    if diagnosis.remarks:
        text += f", but {'; and '.join(map(phrase, diagnosis.remarks))}"
    return text


def _further(
    pairs: Pairs, steps: int, before: Mapping[str, ParameterResult], events: Sequence[Event]
) -> str:
    went, left = [], []
    set_ = [event.parameter for event in events]
    for parameter, result in pairs:
        name = "it" if len(pairs) == 1 else symbol(parameter)
        start = shown(parameter, result.initial)
        again = (
            parameter.name not in set_ and shown(parameter, before[parameter.name].final) != start
        )
        if again:
            name += f" started again at {start} and"
        if changed(parameter, result):
            went.append(f"{name} went to {shown(parameter, result.final)}")
        else:
            left.append(f"{name} stayed {'there' if again else f'at {start}'}")
    clauses = [f"{listing(went)} in {count(steps, 'step')}"] if went else []
    clauses += [f"{listing(left)} for {count(steps, 'step')}"] if left else []
    return ", while ".join(clauses)


def _ended(outcome: Outcome) -> str:
    """How the run ended, if it did not finish."""
    if outcome.status == "raised":
        error = outcome.exception
        return f"the train step raised {error.type} at step {error.step:,}"
    if outcome.status == "diverged":
        return f"the loss was no longer finite at step {outcome.step:,}"
    return ""
