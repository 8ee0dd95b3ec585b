"""The one table of settings, which links, widgets, command line and exports walk."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Literal

from explorer.records.catalogue import Catalogue
from explorer.records.naming import quoted
from explorer.records.number import exact

MOST_NAMED = 12
"""With more choices than this, a message names only a few."""
SECTIONS = {"broken": "wirings", "fixed": "wirings"}
"""The catalogue section of a choice, where the two have different names."""
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
        """The allowed values, in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.options(catalogue))
        noun = "a whole number" if self.kind == "integer" else "a number"
        return f"{noun} from {exact(self.minimum)} to {exact(self.maximum)}"

    def parse(self, text: str, catalogue: Catalogue) -> str | int | float:
        """The value that `text` stands for.

        Raises:
            ValueError: `text` is not an allowed value; the message names those that are.
        """
        value = self._read(text)
        if value is None or not self._holds(value, catalogue):
            allowed = self._allowed_near(text, catalogue)
            raise ValueError(f"expected {allowed}; received: {quoted(text)}")
        return value

    def _allowed_near(self, text: str, catalogue: Catalogue) -> str:
        """The allowed values; of many choices, those closest to `text`."""
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


def _row(*row, **more):
    """A field of a record, declared as its row of the table."""
    declared = Field("", *row, **more)
    return field(default=declared.default, metadata={"row": declared})


@dataclass(frozen=True)
class Shown:
    """What a comparison shows."""

    view: str = _row("View", "choice", "both", choices=tuple(VIEWS))
    broken: str = _row("Broken wiring", "choice", "loss_in_compile", choices="broken")
    fixed: str = _row("Fixed wiring", "choice", "registering_model", choices="fixed")


@dataclass(frozen=True)
class Settings:
    """What all runs of a comparison share."""

    loss: str = _row("Loss", "choice", "gaussian", choices="losses")
    dataset: str = _row("Dataset", "choice", "noisy_sine", choices="datasets")
    optimizer: str = _row("Optimizer", "choice", "adam", choices=tuple(OPTIMIZERS))
    lr: float = _row(
        "Learning rate", "number", 0.01, 1e-6, 10, help="Scales every update of the weights."
    )
    loss_lr: float = _row(
        "Learning rate of the loss parameters",
        "number",
        0.05,
        1e-6,
        10,
        help="For wirings that give the loss parameters an optimizer of their own.",
    )
    batch_size: int = _row("Batch size", "integer", 64, 1, 1024, help="Samples per step.")
    steps: int = _row("Steps", "integer", 2000, 1, 20_000, help="Optimizer updates.")
    seed: int = _row(
        "Seed", "integer", 0, 0, 2**31 - 1, help="Sets initial weights, data and batch order."
    )
    width: int = _row("Width", "integer", 32, 1, 256, help="Units per hidden layer.")
    depth: int = _row("Depth", "integer", 2, 0, 4, help="Hidden layers; 0 is a linear model.")


FIELDS: tuple[Field, ...] = tuple(
    replace(declared.metadata["row"], name=declared.name)
    for record in (Shown, Settings)
    for declared in fields(record)
)
FIELD = {entry.name: entry for entry in FIELDS}
TRAINING = ("optimizer", "lr", "loss_lr", "batch_size", "steps", "seed", "width", "depth")
"""The settings beside loss and dataset, in the order that they are shown."""
WIRING = Field("wiring", "Wiring", "choice", FIELD["broken"].default, choices="wirings")
"""A wiring of either kind; no control has this name."""


def one_of_many(options: Sequence[str], text: str, section: str) -> str:
    """The allowed keys, in words: those close to `text`, else the first few."""
    near = get_close_matches(text[:60], options, n=2)
    few = f": did you mean {' or '.join(near)}?" if near else f", such as {', '.join(options[:3])}"
    return f"one of {len(options)}{few} (all: python -m explorer list {section})"
