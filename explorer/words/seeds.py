"""How the same run went with other seeds, in one sentence."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.records.catalogue import Catalogue, Parameter
from explorer.records.number import number
from explorer.records.outcome import Outcome
from explorer.words.clauses import changed, listing, shown, symbol


def over_seeds(outcomes: Sequence[Outcome], catalogue: Catalogue) -> str:
    """In how many seeds each parameter stayed, where it ended in the others, and what went wrong.

    Args:
        outcomes: of runs that differ in their seed alone, at least one.
        catalogue: has their loss.
    """
    loss = catalogue.loss(outcomes[0].spec.loss)
    finished = [outcome for outcome in outcomes if outcome.status == "finished"]
    clauses = []
    if finished:
        parts = [_went(parameter, finished) for parameter in loss.parameters]
        clauses.append(f"In {_of(finished, outcomes)} {listing(parts)}")
    for status, words in (
        ("raised", "the train step raised"),
        ("diverged", "the loss was no longer finite"),
    ):
        such = [outcome for outcome in outcomes if outcome.status == status]
        if such:
            clauses.append(f"{'in' if clauses else 'In'} {_of(such, outcomes)} {words}")
    return f"{'; '.join(clauses)}."


def _of(some: Sequence[Outcome], all_: Sequence[Outcome]) -> str:
    return f"{len(some)} of {len(all_)} seeds"


def _went(parameter: Parameter, outcomes: Sequence[Outcome]) -> str:
    if not all(outcome.reads_as_is for outcome in outcomes):
        parameter = replace(parameter, reading=None)
    results = [outcome.parameters[parameter.name] for outcome in outcomes]
    if not any(changed(parameter, result) for result in results):
        return f"{symbol(parameter)} stayed at {shown(parameter, results[0].initial)}"
    ends = [result.final for result in results if result.final is not None]
    if not ends:
        return f"{symbol(parameter)} ended at no finite number"
    ends = sorted(parameter.reading(end) if parameter.reading else end for end in ends)
    texts = dict.fromkeys(map(number, (ends[0], ends[-1])))
    where = "at" if len(texts) == 1 else "between"
    return f"{symbol(parameter)} ended {where} {' and '.join(texts)}"
