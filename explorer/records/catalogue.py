"""Plain records of what can be explored: losses, datasets, wirings.

They are written beside the code they describe (`losses/`, `datasets/`, `wirings/`), collected by
a worker and handed to the web process as one `Catalogue`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

Link = Literal["variable", "used", "listed", "delivered", "moved"]
LINKS: tuple[Link, ...] = ("variable", "used", "listed", "delivered", "moved")
FIRST = 100
"""k: the steps that `used` and `moved` look at."""
MOVED = 1e-3
"""A parameter moved when |change| > MOVED * max(1, |start|)."""
HOLDS_WHEN: dict[Link, str] = {
    "variable": "it is one trainable variable, the same at every step",
    "used": "the loss's gradient for it is finite and not always zero",
    "listed": "the step differentiates with respect to it",
    "delivered": "an optimizer receives its gradient",
    "moved": f"its value changes by more than {MOVED} × max(1, start) within {FIRST} steps, and no "
    "callback sets it back",
}
"""What each link of the chain means. The README's table says the same."""
Verdict = Literal["converges", "cheats", "diverges", "needs ascent"]
VERDICTS: tuple[Verdict, ...] = ("converges", "cheats", "diverges", "needs ascent")
VALIDATION = 0.2
"""Share of a dataset's samples that is held out."""


@dataclass(frozen=True)
class Reading:
    """A parameter in the units people think in, e.g. sigma = exp(s / 2).

    The reading is `offset + factor * map(scale * value + shift)`.
    """

    symbol: str
    map: Literal["exp", "softplus", "sigmoid", "identity"] = "exp"
    scale: float = 1.0
    shift: float = 0.0
    factor: float = 1.0
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        """The reading of `value`; infinite where it is too large for a float."""
        return self.offset + self.factor * _MAPS[self.map](self.scale * value + self.shift)

    def inverse(self, reading: float) -> float:
        """The value with that reading; `ValueError` where there is none."""
        return (
            _INVERSES[self.map]((reading - self.offset) / self.factor) - self.shift
        ) / self.scale


def _exp(z: float) -> float:
    return math.exp(z) if z < 700 else math.inf


_MAPS = {
    "exp": _exp,
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))),
    "sigmoid": lambda z: 0.5 * (1 + math.tanh(z / 2)),
    "identity": lambda z: z,
}


_INVERSES = {
    "exp": math.log,
    "softplus": lambda y: y + math.log(-math.expm1(-y)),
    "sigmoid": lambda y: math.log(y / (1 - y)),
    "identity": lambda y: y,
}


@dataclass(frozen=True)
class Parameter:
    """One trainable scalar of a loss, as the optimizer sees it (unconstrained)."""

    name: str
    title: str
    symbol: str
    initial: float
    reading: Reading | None = None
    estimates: str = ""
    """Name of a dataset's truth that its reading (else its value) estimates."""
    spread: int | None = None
    """Index of the target whose noise width its reading is."""
    heads: Literal["up", "down", ""] = ""
    """Which way minimising takes it, however long; '' where it settles or may go either way."""


@dataclass(frozen=True)
class Loss:
    """A loss with trainable parameters and what is known about minimising over them."""

    key: str
    title: str
    summary: str
    formula: str
    """LaTeX, without delimiters."""
    parameters: tuple[Parameter, ...]
    task: str
    """Key of a task."""
    verdict: Verdict
    verdict_text: str
    """Why, in one clause that can follow 'because' or a colon."""
    reference: str
    """Author, year, arXiv id or DOI; an issue on GitHub as owner/repository#number."""
    destination: str = ""
    """Where the parameter goes, in one short clause, e.g. 's = log mean r²'."""
    optimum: str = ""
    """LaTeX of the closed-form optimum, or '' where there is none."""
    cure: str = ""
    """What makes it learnable where minimising does not: one clause; '' where nothing is wrong."""
    cured_by: str = ""
    """Key of the loss that has that cure; '' where it is another wiring, or nothing is learned."""
    loss_lr: float = 0.05
    """A separate learning rate that takes the parameters to their destination."""
    outputs: int | None = None
    """How many columns its targets must have; None for any."""
    of_batch: bool = False
    """Whether it is one number for a whole batch, so that single samples have no loss."""
    shown_on: str = ""
    """Key of the dataset that shows its effect best; '' for the default."""
    has_optimum: bool = False
    """Whether its class overrides `optimum`; read from the class."""
    code: str = field(default="", repr=False)
    """The class as it runs."""

    def suits(self, dataset: Dataset) -> bool:
        """Whether this loss makes sense on `dataset`."""
        needs = (self.task, self.outputs or dataset.outputs)
        return needs == (dataset.task, dataset.outputs)


@dataclass(frozen=True)
class Truth:
    """Something about a dataset that a loss parameter can be compared with."""

    name: str
    """What a parameter's `estimates` names, e.g. 'noise_sd'."""
    symbol: str
    value: float
    words: str
    """The words before the symbol, e.g. 'the noise put into the data has'."""


@dataclass(frozen=True)
class Dataset:
    """Where the points come from, their shapes and units, and what is true of them."""

    key: str
    title: str
    summary: str
    task: str
    """Key of a task."""
    samples: int
    inputs: int
    x_title: str
    """The inputs and their unit, as the title of an axis."""
    y_title: str
    """The target and its unit, short enough for an axis 150 pixels high."""
    source: str
    """Where it comes from; for real data with its licence."""
    outputs: int = 1
    """Columns of y: targets, or one for each class."""
    names: tuple[str, ...] = ()
    """Of the classes or of several targets, in the order of y's columns."""
    truths: tuple[Truth, ...] = ()
    """What is known about it: for synthetic data, what was put in."""
    image: tuple[int, int] | None = None
    """Height and width, where the inputs are the pixels of an image, row after row."""
    code: str = field(default="", repr=False)
    """The function `load` as it runs."""
    measured: str = field(default="", repr=False)
    """The file that it reads, where it does: numbers separated by commas."""

    @property
    def training_samples(self) -> int:
        """How many samples are not held out."""
        return self.samples - round(VALIDATION * self.samples)

    def truth(self, name: str) -> Truth | None:
        """The truth of that name; None where it is not known."""
        return next((truth for truth in self.truths if truth.name == name), None)


@dataclass(frozen=True)
class Only:
    """The losses that a wiring makes sense for, and why no others."""

    because: str
    """One clause, e.g. 'the parameter must be a factor of a loss term'."""
    losses: tuple[str, ...] = ()
    """Keys of losses."""
    verdicts: tuple[str, ...] = ()
    """Verdicts of losses, so that a new loss needs no change here."""


@dataclass(frozen=True)
class Wiring:
    """One way to connect model, loss and optimizer, and where it is expected to break."""

    key: str
    title: str
    kind: Literal["broken", "fixed"]
    symptom: str
    cause: str
    mended_by: str | None
    """Key of the fixed wiring that mends it with the least change."""
    reference: str
    breaks_at: Link | None
    """The first link of the chain that fails; None where all hold."""
    outcome: Literal["frozen", "raises", "moves"]
    reports: tuple[str, ...] = ()
    """What TensorFlow or Keras raises or warns of, without names of variables; differs by loss."""
    eager: bool = False
    """Whether its user runs the step uncompiled: a Python loop, or `run_eagerly=True`."""
    only: Only | None = None
    """Which losses it makes sense for; None for all."""
    uses_loss_lr: bool = False
    """Whether `connect` takes a second optimizer; read from its signature."""
    code: str = field(default="", repr=False)
    """The code as it runs."""

    def suits(self, loss: Loss) -> bool:
        """Whether this wiring makes sense with `loss`."""
        only = self.only
        return only is None or loss.key in only.losses or loss.verdict in only.verdicts


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be picked, in the order it is offered."""

    losses: tuple[Loss, ...]
    datasets: tuple[Dataset, ...]
    wirings: tuple[Wiring, ...]
    shared_code: str
    """Code that every run shares: the base class of the losses and the network."""
    versions: str
    """What the records and runs were made with, e.g. 'TensorFlow 2.21.0, Keras 3.15.1'."""
    provenance: str = ""
    """A digest of all code and versions that a result depends on."""

    def loss(self, key: str) -> Loss:
        """The loss with that key; `KeyError` if there is none."""
        return _by_key(self.losses, key)

    def dataset(self, key: str) -> Dataset:
        """The dataset with that key; `KeyError` if there is none."""
        return _by_key(self.datasets, key)

    def wiring(self, key: str) -> Wiring:
        """The wiring with that key; `KeyError` if there is none."""
        return _by_key(self.wirings, key)

    def datasets_for(self, loss: Loss) -> tuple[Dataset, ...]:
        """The datasets that a loss makes sense on, in the order they are offered."""
        return tuple(dataset for dataset in self.datasets if loss.suits(dataset))

    def losses_of(self, key: str) -> tuple[Loss, ...]:
        """The losses of the task with that key."""
        return tuple(loss for loss in self.losses if key == loss.task)

    def keys(self, section: str) -> tuple[str, ...]:
        """Keys of 'losses', 'datasets', 'wirings', 'broken' or 'fixed'."""
        if section in ("broken", "fixed"):
            return tuple(wiring.key for wiring in self.wirings if wiring.kind == section)
        return tuple(record.key for record in getattr(self, section))


def _by_key(records, key):
    for record in records:
        if record.key == key:
            return record
    raise KeyError(key)
