"""The table: which wirings and losses it shows, in which groups, and each cell's link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.records.catalogue import LINKS, Catalogue, Loss, Wiring
from explorer.records.spec import Comparison, RunSpec
from explorer.web.filter import AddressedFilter

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
class Filter(AddressedFilter):
    """The rows and columns to show; an empty selection means all."""

    kind: str = "all"
    places: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    @classmethod
    def allowed(cls, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
        return {
            "kind": tuple(KINDS),
            "places": PLACES,
            "outcomes": tuple(OUTCOMES),
            "losses": catalogue.keys("losses"),
        }

    def wirings(self, catalogue: Catalogue) -> list[Wiring]:
        """The wirings to show."""
        return [wiring for wiring in catalogue.wirings if self._passes(wiring)]

    def columns(self, catalogue: Catalogue) -> list[Loss]:
        """The losses to show."""
        return [loss for loss in catalogue.losses if not self.losses or loss.key in self.losses]

    def _passes(self, wiring: Wiring) -> bool:
        words = f"{wiring.title} {wiring.symptom} {wiring.key}"
        return (
            self.kind in ("all", wiring.kind)
            and (not self.places or (wiring.breaks_at or NOWHERE) in self.places)
            and (not self.outcomes or outcome_of(wiring) in self.outcomes)
            and self.matches(words)
        )


def outcome_of(wiring: Wiring) -> str:
    """How it ends for the user: a key of `OUTCOMES`."""
    if wiring.kind == "fixed":
        return "works"
    return "wrong" if wiring.outcome == "moves" else wiring.outcome


def comparison_of(wiring: Wiring, loss: str, catalogue: Catalogue) -> Comparison:
    """What Explore shows for a cell: the default dataset if it suits, else the showcase."""
    chosen = {"loss": loss, "view": wiring.kind, wiring.kind: wiring.key}
    comparison, _ = Comparison(steps=STEPS, **chosen).suited(catalogue, chosen=chosen)
    return comparison


def spec_of(wiring: Wiring, loss: str, catalogue: Catalogue) -> RunSpec:
    """The run of a cell."""
    return comparison_of(wiring, loss, catalogue).run(wiring.key, catalogue)


def table(wanted: Filter, catalogue: Catalogue) -> dict:
    """The table's data, as plain values."""
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
