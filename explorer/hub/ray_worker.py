"""A worker that is an actor on a Ray cluster."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Event
from typing import Literal

from explorer.hub.worker import Worker
from explorer.records.cluster import Begin, End, Place, Tell
from explorer.records.messages import Alive, Ready
from explorer.storage.provenance import provenance

MAX_DETAIL = 300
"""Characters of what Ray says of an exit, of which it says much."""


@dataclass(frozen=True)
class Fault:
    """Why a worker never got ready: its code is another, or what it raised."""

    kind: Literal["code", "start"]
    detail: str


class RayWorker(Worker):
    """Talks to its actor through the process that joined the cluster.

    Args:
        hear: called from the thread that reads what the cluster sends.
        number: which of the cluster's workers it is.
        send: passes a message to the cluster; returns at once.

    Attributes:
        place: where it runs; None while it waits for a free CPU.
        fault: why it was never ready although it exited; None otherwise.
    """

    def __init__(self, hear: Callable, number: int, send: Callable):
        super().__init__(hear)
        self.number = number
        self.place: Place | None = None
        self.fault: Fault | None = None
        self._send = send
        self._gone = Event()
        self._send(Begin(number))

    @property
    def figures(self) -> dict:
        """`pid`, `node` and `address`; None until a CPU was free for it."""
        place = self.place
        where = (place.pid, place.node, place.address) if place else (None, None, None)
        return dict(zip(("pid", "node", "address"), where, strict=True)) | {"cluster": True}

    def send(self, message) -> None:
        """Send it behind those not sent yet."""
        self._send(Tell(self.number, message))

    def end(self) -> None:
        """Kill the actor."""
        self._send(End(self.number))

    def join(self) -> None:
        """Wait until it has exited, or the cluster was left."""
        self._gone.wait()

    def said(self, messages: tuple) -> None:
        """Take what the actor sent."""
        self.heard_at = time.monotonic()
        for message in messages:
            if isinstance(message, Place):
                self.place, self.started_at = message, self.heard_at
            elif isinstance(message, Ready) and message.catalogue.provenance != _our_code():
                self.fault = Fault("code", f"{self.place.node} has other code or library versions")
                self.end()
                return
            elif not isinstance(message, Alive):
                self._hear(self, message)

    def exited(self, why: str) -> None:
        """The actor is gone."""
        if not self.ready:
            self.fault = self.fault or Fault("start", " ".join(why.split())[:MAX_DETAIL])
        self._hear(self, None)
        self._gone.set()


@cache
def _our_code() -> str:
    return provenance()
