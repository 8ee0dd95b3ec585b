"""What is run: a `Comparison` (what a link holds) and the `RunSpec` of each of its runs."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from explorer.records.catalogue import Catalogue
from explorer.records.fields import FIELD, FIELDS, Settings, Shown
from explorer.records.naming import quoted
from explorer.records.suiting import mismatch, refusal, showcase

VERSION = "1"
EAGER_STEPS = 500
"""Most steps of a wiring that runs uncompiled: at 50 to 90 a second they take long enough."""


@dataclass(frozen=True)
class Problem:
    """A part of a link that could not be used, and what is allowed there."""

    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class _Wired:
    """The part of a spec that has no default."""

    wiring: str


@dataclass(frozen=True)
class RunSpec(Settings, _Wired):
    """One whole run: the same spec gives bit-identical telemetry on one machine and version."""

    loss_lr: float | None = None
    """None where the wiring does not use it."""

    def as_dict(self) -> dict:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Comparison(Settings, Shown):
    """One setup and the wirings to run on it: what a link holds."""

    @classmethod
    def from_query(
        cls, query: str | Mapping[str, object], catalogue: Catalogue
    ) -> tuple[Comparison, tuple[Problem, ...]]:
        """Read a link. Never raises: a value that cannot be used is reported and ignored.

        A link with a loss and no dataset keeps the default one where that suits, since defaults
        are left out of links, and else gets the loss's showcase. One with a dataset and no loss
        gets a loss that suits.

        Args:
            query: the part of an address after '?', or the same as a mapping of
                names to a text or a list of texts.
            catalogue: the entries to choose from.

        Returns:
            The comparison, and a problem for each value that was ignored.
        """
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for name, given in _pairs(query).items():
            problem = None
            if name == "v":
                if given[-1] != VERSION:
                    problem = f"expected {VERSION}; received: {quoted(given[-1])}"
            elif name not in FIELD:
                problem = "unknown; allowed are v, " + ", ".join(FIELD)
            elif len(given) > 1:
                problem = f"given {len(given)} times; expected once"
            else:
                try:
                    values[name] = FIELD[name].parse(given[0], catalogue)
                except ValueError as error:
                    problem = str(error)
            if problem:
                problems.append(Problem(name[:60], problem))
        comparison, unsuited = cls(**values).suited(catalogue, chosen=values)
        return comparison, (*problems, *unsuited)

    def suited(
        self, catalogue: Catalogue, chosen: Container[str] = FIELD
    ) -> tuple[Comparison, tuple[Problem, ...]]:
        """This comparison, with a dataset and wirings that make sense for its loss.

        Args:
            catalogue: the entries to choose from.
            chosen: the fields that the user chose; the rest are at their defaults. If a dataset
                was chosen and no loss, the loss is replaced. Replacing a dataset or a loss that
                was not chosen is not reported.

        Returns:
            The comparison, and a problem for each choice replaced: a dataset by the loss's
            showcase, a wiring by the default one.
        """
        paired, problems = self._paired(catalogue, chosen)
        loss = catalogue.loss(paired.loss)
        unsuited = {
            kind: wiring
            for kind in ("broken", "fixed")
            if not (wiring := catalogue.wiring(getattr(self, kind))).suits(loss)
        }
        problems += [Problem(k, refusal(w, loss, catalogue)) for k, w in unsuited.items()]
        return replace(paired, **{kind: FIELD[kind].default for kind in unsuited}), tuple(problems)

    def _paired(
        self, catalogue: Catalogue, chosen: Container[str]
    ) -> tuple[Comparison, list[Problem]]:
        """This comparison, with a loss and a dataset that suit each other."""
        loss, dataset = catalogue.loss(self.loss), catalogue.dataset(self.dataset)
        if loss.suits(dataset):
            return self, []
        if "dataset" in chosen and "loss" not in chosen:
            name, suiting = "loss", [each for each in catalogue.losses if each.suits(dataset)]
            instead = next(iter(suiting), None)
        else:
            name, suiting = "dataset", catalogue.datasets_for(loss)
            instead = showcase(loss, catalogue)
        if instead is not None:
            problems = [Problem(name, mismatch(loss, dataset, suiting))] if name in chosen else []
            return replace(self, **{name: instead.key}), problems
        problem = Problem("loss" if name == "dataset" else "dataset", mismatch(loss, dataset, ()))
        reset = replace(self, loss=FIELD["loss"].default, dataset=FIELD["dataset"].default)
        return reset, [problem]

    def to_query(self, catalogue: Catalogue) -> dict[str, str]:
        """The link's parts, defaults left out; `from_query` gives the same runs back."""
        query = {"v": VERSION}
        for entry in FIELDS:
            value = getattr(self, entry.name)
            if entry.name == "loss_lr" and not self.uses_loss_lr(catalogue):
                continue
            if value != entry.default:
                query[entry.name] = _text(value)
        return query

    def to_query_string(self, catalogue: Catalogue) -> str:
        """`to_query` as it stands after '?' in an address."""
        return urlencode(self.to_query(catalogue))

    def wirings(self) -> tuple[str, ...]:
        """Keys of the wirings shown, broken before fixed."""
        return {
            "broken": (self.broken,),
            "fixed": (self.fixed,),
            "both": (self.broken, self.fixed),
        }[self.view]

    def uses_loss_lr(self, catalogue: Catalogue) -> bool:
        """Whether any wiring shown gives the loss parameters a learning rate of their own."""
        return any(catalogue.wiring(key).uses_loss_lr for key in self.wirings())

    def runs(self, catalogue: Catalogue) -> tuple[RunSpec, ...]:
        """The spec of each run shown, in the order of `wirings`."""
        return tuple(self.run(key, catalogue) for key in self.wirings())

    def run(self, wiring: str, catalogue: Catalogue) -> RunSpec:
        """This setup under one wiring."""
        shared = {field.name: getattr(self, field.name) for field in fields(Settings)}
        record = catalogue.wiring(wiring)
        if not record.uses_loss_lr:
            shared["loss_lr"] = None
        if record.eager:
            shared["steps"] = min(self.steps, EAGER_STEPS)
        return RunSpec(wiring=wiring, **shared)


def _pairs(query: str | Mapping[str, object]) -> dict[str, list[str]]:
    if isinstance(query, str):
        try:
            return parse_qs(query.removeprefix("?"), keep_blank_values=True, max_num_fields=100)
        except ValueError:
            # More than 100 fields: not a link of ours.
            return {"link": [query]}
    listed = {
        str(name): [str(item) for item in value]
        if isinstance(value, (list, tuple))
        else [str(value)]
        for name, value in query.items()
    }
    return {name: texts for name, texts in listed.items() if texts}


def _text(value: str | int | float) -> str:
    return (
        repr(value) if isinstance(value, float) else value if isinstance(value, str) else str(value)
    )
