"""The messages between the web process and the process that joined the Ray cluster."""

from dataclasses import dataclass
from typing import Literal

Refusal = Literal["unreachable", "versions"]
"""No cluster answers, or none with our token, which Ray does not tell apart; or one of another
version of Ray or Python."""


@dataclass(frozen=True)
class Begin:
    """To the cluster: start a worker, known by this number from now on."""

    worker: int


@dataclass(frozen=True)
class Tell:
    """To the cluster: pass this message on to a worker."""

    worker: int
    message: object


@dataclass(frozen=True)
class End:
    """To the cluster: end a worker now."""

    worker: int


@dataclass(frozen=True)
class NotJoined:
    """From the cluster: it was not joined."""

    why: Refusal
    detail: str


@dataclass(frozen=True)
class Offer:
    """From the cluster, every second: its CPUs, and how many of them nobody uses."""

    cpus: int
    free: int


@dataclass(frozen=True)
class Said:
    """From the cluster: what a worker sent."""

    worker: int
    messages: tuple


@dataclass(frozen=True)
class Exited:
    """From the cluster: a worker is gone. `why` is empty where it was told to exit."""

    worker: int
    why: str


@dataclass(frozen=True)
class Place:
    """From a worker, first of all: where it runs."""

    node: str
    address: str
    pid: int


@dataclass(frozen=True)
class Standing:
    """How a cluster stands, as the web process knows it. The numbers are those of an `Offer`."""

    state: Literal["joining", "joined", "lost"] | Refusal = "joining"
    detail: str = ""
    cpus: int = 0
    free: int = 0
