"""What is run: a `Comparison` (what a link holds) and the `RunSpec` of each of its runs.

`FIELDS` is the one table that links, widgets, command line and exports walk.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from typing import Literal
from urllib.parse import parse_qs, urlencode

from explorer.catalogue import Catalogue, Dataset, Loss, Wiring

VERSION = "1"
MOST_NAMED = 12
"""Of more choices than this, a message names only a few."""
SECTIONS = {"broken": "wirings", "fixed": "wirings"}
"""What lists the keys of a choice, where it is not called like its section."""
EAGER_STEPS = 500
"""Most steps of a wiring that runs uncompiled: at 50 to 90 a second they take long enough."""
OPTIMIZERS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
}
VIEWS = {"broken": "Broken", "fixed": "Fixed", "both": "Side by side"}


@dataclass(frozen=True)
class Field:
    """One row of the table: a control, its name in links, its bounds and default."""

    name: str
    title: str
    kind: Literal["choice", "integer", "number"]
    default: str | int | float
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] | str = ()
    """Keys to choose from, or the catalogue section that holds them."""
    help: str = ""

    def options(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The keys that this choice allows."""
        return catalogue.keys(self.choices) if isinstance(self.choices, str) else self.choices

    def allowed(self, catalogue: Catalogue) -> str:
        """What may stand here, in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.options(catalogue))
        noun = "a whole number" if self.kind == "integer" else "a number"
        return f"{noun} from {self.minimum:,.15g} to {self.maximum:,.15g}"

    def parse(self, text: str, catalogue: Catalogue) -> str | int | float:
        """The value that `text` stands for.

        Raises:
            ValueError: `text` is none of what is allowed; the message says so.
        """
        value = self._read(text)
        if value is None or not self._holds(value, catalogue):
            allowed = self._allowed_near(text, catalogue)
            raise ValueError(f"expected {allowed}; received: {text[:60]!r}")
        return value

    def _allowed_near(self, text: str, catalogue: Catalogue) -> str:
        """What may stand here; of many choices those that `text` may have meant."""
        options = self.options(catalogue) if self.kind == "choice" else ()
        if len(options) <= MOST_NAMED:
            return self.allowed(catalogue)
        return one_of_many(options, text, SECTIONS.get(self.choices, self.choices))

    def _read(self, text: str) -> str | int | float | None:
        if self.kind == "choice":
            return text
        if self.kind == "integer":
            return int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None
        pattern = r"[+-]?([0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?"
        return float(text) if re.fullmatch(pattern, text) else None

    def _holds(self, value: str | int | float, catalogue: Catalogue) -> bool:
        if self.kind == "choice":
            return value in self.options(catalogue)
        return self.minimum <= value <= self.maximum


FIELDS: tuple[Field, ...] = (
    Field("view", "View", "choice", "both", choices=tuple(VIEWS)),
    Field("broken", "Broken wiring", "choice", "loss_in_compile", choices="broken"),
    Field("fixed", "Fixed wiring", "choice", "registering_model", choices="fixed"),
    Field("loss", "Loss", "choice", "gaussian", choices="losses"),
    Field("dataset", "Dataset", "choice", "noisy_sine", choices="datasets"),
    Field("optimizer", "Optimizer", "choice", "adam", choices=tuple(OPTIMIZERS)),
    Field("lr", "Learning rate", "number", 0.01, 1e-6, 10),
    Field(
        "loss_lr",
        "Learning rate of the loss parameters",
        "number",
        0.05,
        1e-6,
        10,
        help="For wirings that give the loss parameters an optimizer of their own.",
    ),
    Field("batch_size", "Batch size", "integer", 64, 1, 1024, help="Samples a step."),
    Field("steps", "Steps", "integer", 2000, 1, 20_000, help="Optimizer updates."),
    Field(
        "seed",
        "Seed",
        "integer",
        0,
        0,
        2**31 - 1,
        help="Decides initial weights, data and batch order.",
    ),
    Field("width", "Width", "integer", 32, 1, 256, help="Units of each hidden layer."),
    Field("depth", "Depth", "integer", 2, 0, 4, help="Hidden layers; 0 is a linear model."),
)
FIELD = {entry.name: entry for entry in FIELDS}


@dataclass(frozen=True)
class Problem:
    """A part of a link that could not be used, and what is allowed there."""

    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class RunSpec:
    """One run, whole: the same spec gives bit-identical telemetry on one machine and version."""

    wiring: str
    loss: str = FIELD["loss"].default
    dataset: str = FIELD["dataset"].default
    optimizer: str = FIELD["optimizer"].default
    lr: float = FIELD["lr"].default
    loss_lr: float | None = None
    """None where the wiring has no use for it."""
    batch_size: int = FIELD["batch_size"].default
    steps: int = FIELD["steps"].default
    seed: int = FIELD["seed"].default
    width: int = FIELD["width"].default
    depth: int = FIELD["depth"].default

    def as_dict(self) -> dict:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Comparison:
    """One setup and the wirings to run on it: what a link holds."""

    view: str = FIELD["view"].default
    broken: str = FIELD["broken"].default
    fixed: str = FIELD["fixed"].default
    loss: str = FIELD["loss"].default
    dataset: str = FIELD["dataset"].default
    optimizer: str = FIELD["optimizer"].default
    lr: float = FIELD["lr"].default
    loss_lr: float = FIELD["loss_lr"].default
    batch_size: int = FIELD["batch_size"].default
    steps: int = FIELD["steps"].default
    seed: int = FIELD["seed"].default
    width: int = FIELD["width"].default
    depth: int = FIELD["depth"].default

    @classmethod
    def from_query(
        cls, query: str | Mapping[str, object], catalogue: Catalogue
    ) -> tuple[Comparison, tuple[Problem, ...]]:
        """Read a link. Never raises: what cannot be used is reported and its default stands.

        A link with a loss and no dataset keeps the default one where that suits, since defaults
        are left out of links, and else gets the loss's showcase. One with a dataset and no loss
        gets a loss that suits.

        Args:
            query: the part of an address after '?', or the same as a mapping of
                names to a text or a list of texts.
            catalogue: what the choices choose from.

        Returns:
            The comparison, and a problem for each value that was ignored.
        """
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for name, given in _pairs(query).items():
            problem = None
            if name == "v":
                if given[-1] != VERSION:
                    problem = f"expected {VERSION}; received: {given[-1][:60]!r}"
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
        """This, with a dataset and wirings that make sense for its loss.

        Args:
            catalogue: what there is.
            chosen: the fields that somebody chose; the rest stand at their defaults. Where only
                a dataset was chosen, the loss is the one to give way, and nobody is told of a
                dataset or a loss that was not chosen.

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
        """This, with a loss and a dataset that suit each other."""
        loss, dataset = catalogue.loss(self.loss), catalogue.dataset(self.dataset)
        if loss.suits(dataset):
            return self, []
        if "dataset" in chosen and "loss" not in chosen:
            name, suiting = "loss", [each for each in catalogue.losses if each.suits(dataset)]
            instead = next(iter(suiting), None)
        else:
            name, suiting = "dataset", catalogue.datasets_for(loss)
            instead = showcase(loss, catalogue)
        allowed = [record.key for record in suiting]
        if instead is not None:
            told = [Problem(name, mismatch(loss, dataset, allowed))] if name in chosen else []
            return replace(self, **{name: instead.key}), told
        told = Problem("loss" if name == "dataset" else "dataset", mismatch(loss, dataset, ()))
        return replace(self, loss=FIELD["loss"].default, dataset=FIELD["dataset"].default), [told]

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
        shared = {f.name: getattr(self, f.name) for f in fields(RunSpec) if f.name != "wiring"}
        record = catalogue.wiring(wiring)
        if not record.uses_loss_lr:
            shared["loss_lr"] = None
        if record.eager:
            shared["steps"] = min(self.steps, EAGER_STEPS)
        return RunSpec(wiring=wiring, **shared)


def showcase(loss: Loss, catalogue: Catalogue) -> Dataset | None:
    """The dataset that its record names, else the default one, else the first that suits."""
    usual = FIELD["dataset"].default
    return max(
        catalogue.datasets_for(loss),
        key=lambda dataset: (dataset.key == loss.shown_on, dataset.key == usual),
        default=None,
    )


def one_of_many(options: Sequence[str], text: str, section: str) -> str:
    """What may stand in place of `text`: the keys it is close to, else the first few."""
    near = get_close_matches(text[:60], options, n=2)
    few = f": did you mean {' or '.join(near)}?" if near else f", such as {', '.join(options[:3])}"
    return f"one of {len(options)}{few} (all: python -m explorer list {section})"


def refusal(wiring: Wiring, loss: Loss, catalogue: Catalogue) -> str:
    """Why a wiring is not offered for a loss, and what is."""
    suitable = [other.key for other in catalogue.losses if wiring.suits(other)]
    allowed = f"with {', '.join(suitable)}" if suitable else "with no loss of this catalogue yet"
    return (
        f"{wiring.key} makes no sense with the loss {loss.key}: {wiring.only.because}; "
        f"allowed {allowed}"
    )


def mismatch(loss: Loss, dataset: Dataset, allowed: Sequence[str]) -> str:
    """Why a loss and a dataset are not run together, and what is allowed in place of the one."""
    needs = loss.task if loss.outputs is None else f"{loss.task}, {_outputs(loss.outputs)}"
    return (
        f"the loss {loss.key} ({needs}) makes no sense on the dataset {dataset.key} "
        f"({dataset.task}, {_outputs(dataset.outputs)}); allowed "
        f"{'are' if len(allowed) > 1 else 'is'} "
        f"{', '.join(allowed) or 'none of this catalogue yet'}"
    )


def _outputs(count: int) -> str:
    return f"{count} output{'' if count == 1 else 's'}"


def _pairs(query: str | Mapping[str, object]) -> dict[str, list[str]]:
    if isinstance(query, str):
        try:
            return parse_qs(query.removeprefix("?"), keep_blank_values=True, max_num_fields=100)
        except ValueError:
            # More than 100 fields: nothing we wrote.
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
