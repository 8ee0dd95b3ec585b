"""A comparison in few words, for whoever sees only a link to it."""

from collections.abc import Sequence
from itertools import groupby

from explorer.records.catalogue import Catalogue, Link, Wiring
from explorer.records.fields import FIELD, OPTIMIZERS
from explorer.records.number import count
from explorer.records.outcome import Outcome
from explorer.records.spec import Comparison
from explorer.words.clauses import listing, symbol
from explorer.words.sentence import sentence


def title(comparison: Comparison, catalogue: Catalogue) -> str:
    """Its loss and the wirings shown."""
    wirings = " | ".join(catalogue.wiring(key).title for key in comparison.wirings())
    return f"{catalogue.loss(comparison.loss).title}: {wirings}"


def setting(comparison: Comparison, catalogue: Catalogue) -> str:
    """Its dataset, its optimizer and its length, and what makes it differ from its like."""
    parts = [
        catalogue.dataset(comparison.dataset).title,
        OPTIMIZERS[comparison.optimizer],
        count(max(run.steps for run in comparison.runs(catalogue)), "step"),
    ]
    if comparison.seed != FIELD["seed"].default:
        parts.append(f"seed {comparison.seed}")
    if comparison.events:
        parts.append(f"{count(len(comparison.events), 'change')} in mid-run")
    return " · ".join(parts)


def declared(wiring: Wiring) -> str:
    """What is expected of the chain of a wiring."""
    words = _chain(wiring.breaks_at)
    if wiring.outcome == "raises":
        return f"raises, {words}"
    if wiring.kind == "broken" and wiring.breaks_at is None:
        return f"{words}, yet wrong"
    return words


def measured(outcome: Outcome) -> str:
    """What became of the chain in a run, and of the run where it did not go well."""
    links = [link for link, _ in groupby(chain.broken_link for chain in outcome.chains)]
    words = ", then ".join(map(_chain, links))
    if outcome.exception is not None:
        return f"raised {outcome.exception.type}, {words}"
    ends = {
        "diverged": f"{words}, loss not finite",
        "wrong": f"{words}, yet wrong",
        "worse": f"{words}, worse fit",
    }
    return ends.get(outcome.verdict, words)


def _chain(broken: Link | None) -> str:
    return "every link holds" if broken is None else f"lost at “{broken}”"


def expectation(comparison: Comparison, catalogue: Catalogue) -> str:
    """What its wirings declare, where nothing was run yet."""
    names = listing([symbol(each) for each in catalogue.loss(comparison.loss).parameters])
    wirings = [catalogue.wiring(key) for key in comparison.wirings()]
    parts = "; ".join(f"{wiring.title}: {declared(wiring)}" for wiring in wirings)
    run = "run it" if len(wirings) == 1 else "run them side by side"
    return f"What becomes of {names}? Declared for {parts}. Open it to {run}."


def report(outcomes: Sequence[Outcome], catalogue: Catalogue) -> str:
    """What happened in its runs."""
    return " ".join(
        f"{catalogue.wiring(outcome.spec.wiring).title}: {sentence(outcome, catalogue)}"
        for outcome in outcomes
    )
