"""The table: which wirings and losses it shows, in which groups, and where each cell leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from explorer.catalogue import LINKS, Catalogue, Loss, Wiring
from explorer.spec import Comparison, Problem, RunSpec

STEPS = 200
NOWHERE = "nowhere"
PLACES = (*LINKS, NOWHERE)
OUTCOMES = {
    "frozen": "No error, does not move",
    "raises": "Raises",
    "wrong": "Moves, but wrong",
    "works": "Works",
}
KINDS = {"all": "All", "broken": "Broken", "fixed": "Fixed"}


@dataclass(frozen=True)
class Filter:
    """What is to be seen; an empty choice means everything."""

    kind: str = "all"
    places: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    text: str = ""

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], catalogue: Catalogue
    ) -> tuple[Filter, tuple[Problem, ...]]:
        """Read the page's address; what cannot be used is reported and left out.

        Args:
            query: names to texts, each possibly several times.
            catalogue: whose losses can be named.
        """
        allowed = {
            "kind": tuple(KINDS),
            "places": PLACES,
            "outcomes": tuple(OUTCOMES),
            "losses": catalogue.keys("losses"),
        }
        problems = []
        chosen = {}
        for name, given in query.items():
            if name == "text":
                chosen[name] = given[-1]
            elif name not in allowed:
                problems.append(
                    Problem(name[:60], f"unknown; allowed are {', '.join(allowed)}, text")
                )
            else:
                given = dict.fromkeys(given)
                chosen[name] = tuple(key for key in given if key in allowed[name])
                for key in given:
                    if key not in allowed[name]:
                        told = f"expected one of {', '.join(allowed[name])}; received: {key[:60]!r}"
                        problems.append(Problem(name, told))
        kinds = chosen.pop("kind", ())
        return cls(kind=kinds[-1] if kinds else "all", **chosen), tuple(problems)

    def to_query(self) -> dict[str, str | list[str]]:
        """The address's parts; what leaves everything in is left out."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {name: value for name, value in parts.items() if value and value != "all"}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in kept.items()}

    def wirings(self, catalogue: Catalogue) -> list[Wiring]:
        """The wirings that pass."""
        return [wiring for wiring in catalogue.wirings if self._passes(wiring)]

    def columns(self, catalogue: Catalogue) -> list[Loss]:
        """The losses that pass."""
        return [loss for loss in catalogue.losses if not self.losses or loss.key in self.losses]

    def _passes(self, wiring: Wiring) -> bool:
        said = f"{wiring.title} {wiring.symptom} {wiring.key}".casefold()
        return (
            self.kind in ("all", wiring.kind)
            and (not self.places or (wiring.breaks_at or NOWHERE) in self.places)
            and (not self.outcomes or outcome_of(wiring) in self.outcomes)
            and all(word in said for word in self.text.casefold().split())
        )


def outcome_of(wiring: Wiring) -> str:
    """How it ends, in the user's terms: a key of `OUTCOMES`."""
    if wiring.kind == "fixed":
        return "works"
    return "wrong" if wiring.outcome == "moves" else wiring.outcome


def comparison_of(wiring: Wiring, loss: str, catalogue: Catalogue) -> Comparison:
    """What Explore shows for a cell: the default dataset, else the first that suits the loss."""
    chosen = {"loss": loss, "view": wiring.kind, wiring.kind: wiring.key}
    comparison, _ = Comparison(steps=STEPS, **chosen).suited(catalogue, chosen=chosen)
    return comparison


def spec_of(wiring: Wiring, loss: str, catalogue: Catalogue) -> RunSpec:
    """The run of a cell."""
    return comparison_of(wiring, loss, catalogue).run(wiring.key, catalogue)


def table(wanted: Filter, catalogue: Catalogue) -> dict:
    """What the table is drawn from, as plain values."""
    losses = wanted.columns(catalogue)
    return {
        "losses": [_loss(loss, catalogue) for loss in losses],
        "groups": list(_groups(wanted.wirings(catalogue), losses, catalogue)),
        "steps": STEPS,
    }


def _groups(wirings: list[Wiring], losses: list[Loss], catalogue: Catalogue) -> Iterator[dict]:
    for kind in ("broken", "fixed"):
        for place in PLACES:
            rows = [
                wiring
                for wiring in wirings
                if wiring.kind == kind and (wiring.breaks_at or NOWHERE) == place
            ]
            if rows:
                yield {
                    "title": _group_title(kind, place),
                    "kind": kind,
                    "place": place,
                    "rows": [_row(wiring, losses, catalogue) for wiring in rows],
                }


def _group_title(kind: str, place: str) -> str:
    if place != NOWHERE:
        return f"Lost at: {place}"
    return "Fixed" if kind == "fixed" else "Every link holds, and it is still wrong"


def _row(wiring: Wiring, losses: list[Loss], catalogue: Catalogue) -> dict:
    return {
        "wiring": wiring.key,
        "title": wiring.title,
        "symptom": wiring.symptom,
        "kind": wiring.kind,
        "breaks_at": wiring.breaks_at,
        "outcome": outcome_of(wiring),
        "outcome_title": OUTCOMES[outcome_of(wiring)],
        "cells": [_cell(wiring, loss, catalogue) for loss in losses],
    }


def _cell(wiring: Wiring, loss: Loss, catalogue: Catalogue) -> dict:
    if not wiring.suits(loss):
        return {"loss": loss.key, "unsuited": f"Makes no sense here: {wiring.only.because}"}
    query = comparison_of(wiring, loss.key, catalogue).to_query_string(catalogue)
    return {"loss": loss.key, "query": query}


def _loss(loss: Loss, catalogue: Catalogue) -> dict:
    ran, _ = Comparison(loss=loss.key).suited(catalogue, chosen={"loss"})
    return {
        "key": loss.key,
        "title": loss.title,
        "summary": loss.summary,
        "dataset": catalogue.dataset(ran.dataset).title,
        "parameters": {p.name: {"title": p.title, "symbol": p.symbol} for p in loss.parameters},
    }
