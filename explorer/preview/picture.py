"""What the picture of a link shows, as plain records."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "lost", "unreached", "open"]
"""Of a link of the chain; open: not to be given away."""


@dataclass(frozen=True)
class Row:
    """A run: its name and looks, and what became of its chain."""

    kind: str
    title: str
    color: str
    dash: str
    states: tuple[State, ...]
    words: str
    """What the states mean, in a few words."""


@dataclass(frozen=True)
class Curve:
    """A parameter of one run: points of step and value, and its last value in words."""

    run: int
    points: tuple[tuple[float, float], ...]
    end: str


@dataclass(frozen=True)
class Plot:
    """A parameter over the steps of all runs that have any.

    Attributes:
        changes: steps after which a run was changed.
        truth: the true value of the parameter, where it is known.
    """

    symbol: str
    steps: int
    curves: tuple[Curve, ...]
    changes: tuple[int, ...] = ()
    truth: float | None = None


@dataclass(frozen=True)
class Picture:
    """With `plots` the curves are drawn, without them the chains."""

    title: str
    setting: str
    note: str
    """Where what it shows comes from."""
    rows: tuple[Row, ...]
    plots: tuple[Plot, ...] = ()
