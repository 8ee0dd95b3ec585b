"""The messages between the web process and a worker."""

from dataclasses import dataclass

import numpy as np

from explorer.records.catalogue import Catalogue
from explorer.records.examination import Examination
from explorer.records.landscape import Landscape
from explorer.records.outcome import Chain, Mode, Outcome
from explorer.records.platform import Platform
from explorer.records.sketch import Sketch
from explorer.records.spec import RunSpec

SEEDS, SWEEP = "seeds", "sweep"
BACKGROUND = (SEEDS, SWEEP)
"""Clients of runs that nobody watches by themselves: over several seeds, and of sweeps. They can
wait; no address is spelt like these."""


@dataclass(frozen=True)
class Submit:
    """To a worker: run this."""

    run: int
    spec: RunSpec
    survey: bool = False
    """Whether its landscape is wanted too."""
    client: str = ""
    """Who wants it. A worker shares its time equally between clients."""


@dataclass(frozen=True)
class Examine:
    """To a worker: examine this step."""

    question: int
    """Its number; no run has the same."""
    spec: RunSpec
    step: int
    client: str = ""


@dataclass(frozen=True)
class Cancel:
    """To a worker: nobody is watching this run any more, or waits for the answer."""

    run: int
    """Its number, or that of the question."""


@dataclass(frozen=True)
class Warm:
    """To a worker: compile these when there is nothing else to do."""

    specs: tuple[RunSpec, ...]


@dataclass(frozen=True)
class Draw:
    """To a worker: sketch these, each a section of the catalogue and a key in it."""

    wanted: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Stop:
    """To a worker: exit."""


@dataclass(frozen=True)
class Ready:
    """From a worker: TensorFlow is imported; this is what can be run."""

    catalogue: Catalogue
    platform: Platform | None = None
    """What it computes on; None where that is not known."""


@dataclass(frozen=True)
class Started:
    """From a worker: what is fixed about a run before its first row."""

    run: int
    columns: tuple[str, ...]
    initial: dict[str, float]
    modes: tuple[Mode, ...]
    """Of each segment."""
    view: dict
    reads_as_is: bool = True


@dataclass(frozen=True)
class Rows:
    """From a worker: telemetry `[steps, columns]` from `first_row` on, with its snapshots."""

    run: int
    first_row: int
    rows: np.ndarray
    snapshots: tuple[tuple[int, np.ndarray], ...]


@dataclass(frozen=True)
class Measured:
    """From a worker: the chain of a segment, as soon as its first k steps are there."""

    run: int
    segment: int
    chain: Chain


@dataclass(frozen=True)
class Ended:
    """From a worker: how a run ended."""

    run: int
    outcome: Outcome


@dataclass(frozen=True)
class Surveyed:
    """From a worker: the landscape of a run that has ended; None where there is none."""

    run: int
    landscape: Landscape | None


@dataclass(frozen=True)
class Answered:
    """From a worker: what a step was found to be; None through a fault of ours."""

    question: int
    examination: Examination | None


@dataclass(frozen=True)
class Drawn:
    """From a worker: a sketch; None where it could not be made."""

    section: str
    key: str
    sketch: Sketch | None


@dataclass(frozen=True)
class Failed:
    """From a worker: a run could not be computed, through a fault of ours."""

    run: int
    message: str


@dataclass(frozen=True)
class Alive:
    """From a worker, every few seconds: it is at work, however long a compilation takes."""


@dataclass(frozen=True)
class Size:
    """From a worker: how much it has grown."""

    programs: int
    resident_bytes: int
