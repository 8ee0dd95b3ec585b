"""What is run: a `Comparison` (what a link holds) and the `RunSpec` of each of its runs."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from explorer.records.catalogue import Catalogue
from explorer.records.event import MOST, Event, in_order, parse_event
from explorer.records.fields import FIELD, FIELDS, WIRING, Settings, Shown
from explorer.records.lesson import LESSON
from explorer.records.naming import quoted
from explorer.records.problem import Problem
from explorer.records.suiting import mismatch, refusal, showcase
from explorer.records.timeline import Segment, length, segments_of, sensible

VERSION = "2"
LISTS = {
    "also": "keys of up to two more wirings, for a view of both",
    "events": "changes in mid-run, such as a500.wiring.KEY or b800.lr.0.001",
}
"""The parts of a link that are lists, separated by commas."""
VERSIONS = ("1", VERSION)
"""Version 1 had neither events nor further wirings; what it had means the same."""
LETTERS = {"broken": "a", "fixed": "b"}
"""Of the runs, in links."""
MORE_LETTERS = "cd"
"""Of the further runs."""


@dataclass(frozen=True)
class _Wired:
    """The part of a spec that has no default."""

    wiring: str


@dataclass(frozen=True)
class RunSpec(Settings, _Wired):
    """One whole run: the same spec gives bit-identical telemetry on one machine and version."""

    loss_lr: float | None = None
    """None where the wiring does not use it."""
    events: tuple[Event, ...] = ()
    """In order, without the letter of the run."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The parts between its events: one where it has none."""
        return segments_of(self.wiring, self.lr, self.loss_lr, self.steps, self.events)

    def as_dict(self) -> dict:
        """Plain values, for JSON; without `events` where there are none."""
        plain = asdict(self) | {"events": [str(event) for event in self.events]}
        if not self.events:
            del plain["events"]
        return plain


@dataclass(frozen=True)
class Comparison(Settings, Shown):
    """One setup and the wirings to run on it: what a link holds."""

    also: tuple[str, ...] = ()
    """Keys of up to two more wirings, which a view of both shows."""
    events: tuple[Event, ...] = ()
    """What is changed in the middle of its runs, in order."""

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
        for name, given in pairs(query).items():
            found = []
            if name in LESSON:
                continue
            if name == "v":
                if given[-1] not in VERSIONS:
                    found = [f"expected {' or '.join(VERSIONS)}; received: {quoted(given[-1])}"]
            elif name not in PARTS:
                found = ["unknown; allowed are v, " + ", ".join((*FIELD, *LISTS))]
            elif len(given) > 1:
                found = [f"given {len(given)} times; expected once"]
            elif name in LISTS:
                values[name], found = read_list(name, given[0], catalogue)
            else:
                try:
                    values[name] = FIELD[name].parse(given[0], catalogue)
                except ValueError as error:
                    found = [str(error)]
            problems += [Problem(name[:60], message) for message in found]
        comparison, unsuited = cls(**values).suited(catalogue, chosen=values)
        return comparison, (*problems, *unsuited)

    def suited(
        self, catalogue: Catalogue, chosen: Container[str] = FIELD
    ) -> tuple[Comparison, tuple[Problem, ...]]:
        """This comparison, with a dataset, wirings and events that make sense for its loss.

        Args:
            catalogue: the entries to choose from.
            chosen: the fields that the user chose; the rest are at their defaults. If a dataset
                was chosen and no loss, the loss is replaced. Replacing a dataset or a loss that
                was not chosen is not reported.

        Returns:
            The comparison, and a problem for each choice replaced: a dataset by the loss's
            showcase, a wiring by the default one; further wirings and events are left out.
        """
        paired, problems = self._paired(catalogue, chosen)
        loss = catalogue.loss(paired.loss)
        unsuited = {
            kind: wiring
            for kind in ("broken", "fixed")
            if not (wiring := catalogue.wiring(getattr(self, kind))).suits(loss)
        }
        problems += [Problem(k, refusal(w, loss, catalogue)) for k, w in unsuited.items()]
        also = {key: catalogue.wiring(key) for key in self.also}
        left_out = [wiring for wiring in also.values() if not wiring.suits(loss)]
        problems += [Problem("also", refusal(w, loss, catalogue)) for w in left_out]
        wired = replace(
            paired,
            **{kind: FIELD[kind].default for kind in unsuited},
            also=tuple(key for key in self.also if also[key] not in left_out),
        )
        events, refused = sensible(wired.events, wired.every, loss, wired.steps, catalogue)
        problems += [Problem("events", message) for message in refused]
        return replace(wired, events=events), tuple(problems)

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
                query[entry.name] = text_of(value)
        lists = {name: ",".join(map(str, getattr(self, name))) for name in LISTS}
        return query | {name: text for name, text in lists.items() if text}

    def to_query_string(self, catalogue: Catalogue) -> str:
        """`to_query` as it stands after '?' in an address."""
        return urlencode(self.to_query(catalogue))

    @property
    def every(self) -> dict[str, str]:
        """The wiring that each run begins with, by the run's letter, whether shown or not."""
        also = dict(zip(MORE_LETTERS, self.also, strict=False))
        return {letter: getattr(self, kind) for kind, letter in LETTERS.items()} | also

    @property
    def shown(self) -> dict[str, str]:
        """The wirings shown by the letter of the run, broken before fixed."""
        return {
            letter: wiring
            for letter, wiring in self.every.items()
            if self.view == "both" or letter == LETTERS[self.view]
        }

    def wirings(self) -> tuple[str, ...]:
        """Keys of the wirings shown, broken before fixed."""
        return tuple(self.shown.values())

    @property
    def name(self) -> str:
        """What files made of it are called, without their ending."""
        return "-".join((self.loss, *self.wirings()))[:100]

    def events_of(self, letter: str) -> tuple[Event, ...]:
        """The events of one run, in order and without its letter."""
        return tuple(replace(event, run="") for event in self.events if event.run == letter)

    def uses_loss_lr(self, catalogue: Catalogue) -> bool:
        """Whether any wiring shown gives the loss parameters a learning rate of their own."""
        return any(run.loss_lr is not None for run in self.runs(catalogue))

    def runs(self, catalogue: Catalogue) -> tuple[RunSpec, ...]:
        """The spec of each run shown, in the order of `wirings`."""
        return tuple(
            self.run(wiring, catalogue, self.events_of(letter))
            for letter, wiring in self.shown.items()
        )

    def run(self, wiring: str, catalogue: Catalogue, events: tuple[Event, ...] = ()) -> RunSpec:
        """This setup under one wiring, with these events."""
        shared = {field.name: getattr(self, field.name) for field in fields(Settings)}
        wirings = [wiring, *(event.value for event in events if event.what == "wiring")]
        if not any(catalogue.wiring(key).uses_loss_lr for key in wirings):
            shared["loss_lr"] = None
        shared["steps"] = length(wiring, events, self.steps, catalogue)
        return RunSpec(wiring=wiring, events=events, **shared)


PARTS = tuple(field.name for field in fields(Comparison))
"""The names of all that a link holds."""


def read_list(name: str, text: str, catalogue: Catalogue) -> tuple[tuple, list[str]]:
    """What a list in a link holds that can be read, and a message for all else."""
    most = MOST if name == "events" else len(MORE_LETTERS)
    texts = text.split(",") if text else []
    read, problems = [], []
    if len(texts) > most:
        problems.append(f"expected at most {most}; received: {len(texts)}")
    for each in texts[:most]:
        try:
            read.append(_one(name, each, catalogue))
        except ValueError as error:
            problems.append(str(error))
    return tuple(read) if name == "also" else in_order(read), problems


def _one(name: str, text: str, catalogue: Catalogue) -> str | Event:
    if name == "events":
        return parse_event(text, catalogue, "".join(LETTERS.values()) + MORE_LETTERS)
    return WIRING.parse(text, catalogue)


def pairs(query: str | Mapping[str, object]) -> dict[str, list[str]]:
    """The texts given for each name in a query; never raises."""
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


def text_of(value: str | int | float) -> str:
    """A value as it stands in links."""
    return (
        repr(value) if isinstance(value, float) else value if isinstance(value, str) else str(value)
    )
