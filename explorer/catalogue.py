"""Plain records of what can be explored: losses, datasets, wirings.

No TensorFlow here. The records are written beside the code they describe
(`losses/`, `datasets/`, `wirings/`), collected by a worker and handed to the
web process as one `Catalogue`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Link = Literal["variable", "used", "listed", "delivered", "moved"]
LINKS: tuple[Link, ...] = ("variable", "used", "listed", "delivered", "moved")


@dataclass(frozen=True)
class Reading:
    """A parameter in the units people think in, e.g. sigma = exp(s / 2)."""

    symbol: str
    scale: float
    """The reading is exp(scale * value)."""
    is_noise: bool = False
    """Whether it estimates the standard deviation of the noise in the data."""


@dataclass(frozen=True)
class Parameter:
    """One trainable variable of a loss, as the optimizer sees it (unconstrained)."""

    name: str
    title: str
    symbol: str
    initial: float
    reading: Reading | None = None


@dataclass(frozen=True)
class Loss:
    """A loss with trainable parameters and what is known about minimising over them."""

    key: str
    title: str
    summary: str
    formula: str
    """LaTeX, without delimiters."""
    parameters: tuple[Parameter, ...]
    task: Literal["regression"]
    verdict: Literal["converges", "cheats", "diverges", "needs ascent"]
    verdict_text: str
    """Why, in one clause that can follow 'because' or a colon."""
    reference: str
    code: str = field(default="", repr=False)
    """The class as it runs."""


@dataclass(frozen=True)
class Dataset:
    """Where the points come from, their shapes and units, and what is true of them."""

    key: str
    title: str
    summary: str
    task: Literal["regression"]
    samples: int
    inputs: int
    x_title: str
    y_title: str
    source: str
    noise: float | None = None
    """Standard deviation of the noise put in, in units of y, where it is known."""


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
    eager: bool = False
    """Whether its user runs the step as it is: a plain Python loop, or `run_eagerly=True`."""
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

    def loss(self, key: str) -> Loss:
        """The loss with that key; `KeyError` when there is none."""
        return _by_key(self.losses, key)

    def dataset(self, key: str) -> Dataset:
        """The dataset with that key; `KeyError` when there is none."""
        return _by_key(self.datasets, key)

    def wiring(self, key: str) -> Wiring:
        """The wiring with that key; `KeyError` when there is none."""
        return _by_key(self.wirings, key)

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
