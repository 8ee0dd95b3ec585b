"""One run as the web process sees it: its state, its telemetry, its viewers."""

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Literal

from explorer.hub.telemetry import Telemetry
from explorer.records.landscape import Landscape
from explorer.records.messages import Ended, Failed, Measured, Rows, Started, Surveyed
from explorer.records.outcome import Chain, Outcome
from explorer.records.spec import RunSpec
from explorer.words.progress import given_up

if TYPE_CHECKING:
    from explorer.hub.worker import Worker

State = Literal["queued", "compiling", "running", "ended", "failed"]

MAX_DEATHS = 2
"""A run whose worker died more often than this is given up."""


REST_BYTES = 50_000
"""What a run holds besides telemetry and landscape; most is the view of its data."""


class Run:
    """Written by the hub, except its viewers; read by any thread.

    Viewers are notified when something changes.

    Attributes:
        client: who the run is computed for; workers share their time between clients.
        survey: whether its landscape is wanted.
        surveying: whether the worker that has it was asked for the landscape, too.
        worker: the one that computes it now; None while it waits and when it is done.
        chains: of its segments, as far as they were measured.
        begun: whether that worker has its program.
        restarts: how often it was begun again.
        deaths: how many workers died while they had it.
        moves: how many retiring workers passed it on after they had begun it.
        no_worker: whether no worker is ready, only starting.
        place: in the line while it waits, from 1; None until it is known.
        wait_seconds: until it gets a worker, as an estimate; None where there is none.
    """

    def __init__(self, number: int, spec: RunSpec, client: str = "", survey: bool = True):
        self.number = number
        self.spec = spec
        self.client = client
        self.survey = survey
        self.surveying = False
        self.state: State = "queued"
        self.worker: Worker | None = None
        self.begun = False
        self.no_worker = False
        self.place: int | None = None
        self.wait_seconds: float | None = None
        self.started: Started | None = None
        self.telemetry: Telemetry | None = None
        self.chains: dict[int, Chain] = {}
        self.outcome: Outcome | None = None
        self.landscape: Landscape | None = None
        self.surveyed = False
        self.failure: str | None = None
        self.restarts = self.deaths = self.moves = 0
        self.unwatched_since: float | None = time.monotonic()
        self._viewers: set[Callable[[], None]] = set()
        self._lock = Lock()

    @property
    def over(self) -> bool:
        """Whether it has ended; its landscape may still come."""
        return self.state in ("ended", "failed")

    @property
    def complete(self) -> bool:
        """Whether nothing more will come."""
        return self.state == "failed" or self.surveyed or (self.over and not self.survey)

    @property
    def done_there(self) -> bool:
        """Whether the worker that has it will send nothing more."""
        return self.complete or (self.over and not self.surveying)

    @property
    def waiting(self) -> bool:
        """Whether it needs a worker and has none."""
        return self.worker is None and not self.complete

    @property
    def nbytes(self) -> int:
        """About how much memory it holds."""
        held = [each.nbytes for each in (self.telemetry, self.landscape) if each is not None]
        return REST_BYTES + sum(held)

    @property
    def young(self) -> bool:
        """Whether a restart loses little: it has done less than a quarter of its steps."""
        return not self.over and (
            self.telemetry is None or self.telemetry.rows < self.spec.steps / 4
        )

    def wanted(self) -> None:
        """Note that somebody opened it and is about to watch."""
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
        """Notify every viewer."""
        with self._lock:
            viewers = list(self._viewers)
        for notify in viewers:
            notify()

    def hear(self, message) -> None:
        """Take a worker's message about this run; does not notify viewers.

        A run that is over and was sent to another worker for its landscape keeps its outcome.
        """
        if isinstance(message, Rows):
            self.telemetry.append(message.first_row, message.rows, message.snapshots)
        elif isinstance(message, Surveyed):
            self.landscape, self.surveyed = message.landscape, True
        elif isinstance(message, Started):
            self.start(message)
        elif self.over:
            self.surveyed |= isinstance(message, Failed)
        elif isinstance(message, Measured):
            self.chains[message.segment] = message.chain
        elif isinstance(message, Ended):
            self.outcome, self.state = message.outcome, "ended"
            self.chains = dict(enumerate(message.outcome.chains))
        elif isinstance(message, Failed):
            self.failure, self.state = message.message, "failed"

    def start(self, started: Started) -> None:
        """The worker has its program.

        A second start, after a worker died, keeps the rows held, unless the new worker's platform
        is another one: its rows could differ in their last bits, so all of them are its own.
        """
        self.begun = True
        platform = self.worker and self.worker.platform
        if self.telemetry is None or (platform != self.telemetry.platform and not self.over):
            self.started, self.chains = started, {}
            # Last: viewers see by it that all of the above is new.
            self.telemetry = Telemetry(started.columns, self.spec.steps, platform)
        if not self.over:
            self.state = "running"

    def preferred(self, workers: Sequence["Worker"]) -> Sequence["Worker"]:
        """Those that can go on with the rows held; all of them where none can."""
        if self.telemetry is None:
            return workers
        platform = self.telemetry.platform
        return [worker for worker in workers if worker.platform == platform] or workers

    def requeue(self) -> None:
        """Wait for another worker: to be begun again, or for the landscape alone."""
        if not self.over:
            self.state = "queued"
            self.restarts += self.begun
        self.begun = False
        self.place = self.wait_seconds = None
        self.changed()

    def lose_worker(self) -> None:
        """Its worker died: requeue it; after too many deaths give up the run, or its landscape."""
        self.deaths += 1
        if self.deaths <= MAX_DEATHS:
            self.requeue()
        elif self.over:
            self.surveyed = True
            self.changed()
        else:
            self.state = "failed"
            self.failure = given_up(self.deaths)
            self.changed()
