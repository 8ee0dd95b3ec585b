"""What came of wirings whose runs all ended alike, in one sentence."""

from collections import Counter
from collections.abc import Mapping

from explorer.records.catalogue import Catalogue
from explorer.records.number import count
from explorer.records.outcome import Outcome
from explorer.words.clauses import changed, listing

WENT = {
    "works": "moved",
    "worse": "moved, with a worse fit,",
    "wrong": "moved, but wrongly,",
    "raised": "raised",
    "diverged": "diverged",
}
"""By the verdict of a run that does not lose its parameter: what it did."""
MOST_NAMED = 5
"""Of more wirings that went the same way, only a few are named."""


def went(outcome: Outcome, catalogue: Catalogue) -> str:
    """What a run did, as a verb. A lost parameter need not stay: a callback may set it back."""
    if outcome.verdict != "lost":
        return WENT[outcome.verdict]
    parameters = catalogue.loss(outcome.spec.loss).parameters
    stayed = not any(changed(each, outcome.parameters[each.name]) for each in parameters)
    return "stayed" if stayed else "lost a parameter"


def alike(ways: Mapping[str, Counter[str]], runs: Mapping[str, int], catalogue: Catalogue) -> str:
    """The wirings that went one way in all of their runs; empty where there is none.

    Args:
        ways: by wiring, how many of its finished runs went which way, as `went` has it.
        runs: by wiring, how many runs it has in all.
        catalogue: has their titles.
    """
    found: dict[tuple[str, int], list[str]] = {}
    for wiring, of in ways.items():
        if len(of) == 1 and of.total() == runs[wiring]:
            (way,) = of
            found.setdefault((way, runs[wiring]), []).append(catalogue.wiring(wiring).title)
    parts = [
        f"{_named(titles)}: {way} in {number:,} of {count(number, 'run')}"
        + (" each" if len(titles) > 1 else "")
        for (way, number), titles in found.items()
    ]
    return f"{'; '.join(parts)}." if parts else ""


def _named(titles: list[str]) -> str:
    if len(titles) <= MOST_NAMED:
        return listing(titles)
    named = titles[: MOST_NAMED - 1]
    return listing([*named, f"{len(titles) - len(named)} more"])
