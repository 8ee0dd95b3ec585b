"""One run as the web process sees it: its state, its telemetry, who watches."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Literal

from explorer.engine.landscape import Landscape
from explorer.engine.messages import Compiling, Ended, Failed, Measured, Rows, Started, Surveyed
from explorer.engine.outcome import Chain
from explorer.hub.telemetry import Telemetry
from explorer.spec import RunSpec

State = Literal["queued", "compiling", "running", "ended", "failed"]


class Run:
    """Written by the hub, but for its viewers; read by any thread.

    Viewers are told when something changed.
    """

    def __init__(self, number: int, spec: RunSpec):
        self.number = number
        self.spec = spec
        self.state: State = "queued"
        self.started: Started | None = None
        self.telemetry: Telemetry | None = None
        self.chain: Chain | None = None
        self.ended: Ended | None = None
        self.landscape: Landscape | None = None
        self.surveyed = False
        self.failure: str | None = None
        self.restarts = 0
        self.unwatched_since: float | None = time.monotonic()
        self._viewers: set[Callable[[], None]] = set()
        self._lock = Lock()

    @property
    def over(self) -> bool:
        """Whether it is computed; its landscape may still come."""
        return self.state in ("ended", "failed")

    @property
    def complete(self) -> bool:
        """Whether nothing more will come."""
        return self.state == "failed" or self.surveyed

    def wanted(self) -> None:
        """Somebody asked for it and is about to watch."""
        with self._lock:
            if not self._viewers:
                self.unwatched_since = time.monotonic()

    def watch(self, notify: Callable[[], None]) -> None:
        """Call `notify` from any thread whenever something is new."""
        with self._lock:
            self._viewers.add(notify)
            self.unwatched_since = None

    def unwatch(self, notify: Callable[[], None]) -> None:
        """Stop calling `notify`."""
        with self._lock:
            self._viewers.discard(notify)
            if not self._viewers:
                self.unwatched_since = time.monotonic()

    def changed(self) -> None:
        """Tell every viewer."""
        with self._lock:
            viewers = list(self._viewers)
        for notify in viewers:
            notify()

    def hear(self, message) -> None:
        """Take in what a worker says about this run; viewers are not told yet."""
        if isinstance(message, Compiling):
            self.state = "compiling"
        elif isinstance(message, Started):
            self.start(message)
        elif isinstance(message, Rows):
            self.telemetry.append(message.first_row, message.rows, message.snapshots)
        elif isinstance(message, Measured):
            self.chain = message.chain
        elif isinstance(message, Ended):
            self.ended, self.chain, self.state = message, message.outcome.chain, "ended"
        elif isinstance(message, Surveyed):
            self.landscape, self.surveyed = message.landscape, True
        elif isinstance(message, Failed):
            self.failure, self.state = message.message, "failed"

    def start(self, started: Started) -> None:
        """The worker has its program. A second start, after a worker died, keeps what is held."""
        if self.started is None:
            self.started = started
            self.telemetry = Telemetry(started.columns, self.spec.steps)
        self.state = "running"
