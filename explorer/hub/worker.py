"""A worker as the hub sees it: how it is controlled, its runs, its size."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from explorer import limits
from explorer.hub.run import Run
from explorer.records.platform import Platform

MAX_PROGRAMS = 24
"""A program costs about 19 MB that its process never frees."""
SPARE = 1.25
"""A worker may exceed its limits by this factor until it is replaced."""
MAX_RUNS = 64
"""Runs that a worker computes at once."""
MAX_RUNS_OF_CLIENT = 32
"""The same for one client, so that there is room for others."""
MAX_HELD = 128
"""Runs that a worker holds, including those whose landscape is due."""


class Worker(ABC):
    """Computes runs. The attributes are the hub's notes, guarded by the hub's lock.

    `hear(worker, message)` gets every message but `Alive`, all from one thread, then None when the
    worker has exited.

    Attributes:
        ready: whether TensorFlow is imported.
        platform: what it computes on; None until it is ready.
        retiring: whether it finishes what it has begun and takes no more.
        retiring_since: when that began (`time.monotonic`).
        runs: its runs, by number.
        known: the programs that it has compiled or is about to.
        compiling: the numbers of runs that were sent here to be compiled and have not begun.
        started_at, heard_at: when it was started, and when it last sent a message.
    """

    def __init__(self, hear: Callable):
        self._hear = hear
        self.ready = False
        self.platform: Platform | None = None
        self.retiring = False
        self.retiring_since = 0.0
        self.runs: dict[int, Run] = {}
        self.known: set = set()
        self.compiling: set[int] = set()
        self.programs = 0
        self.resident_bytes = 0
        self.started_at = self.heard_at = time.monotonic()

    @abstractmethod
    def send(self, message) -> None:
        """Send a message; returns at once, and does nothing if the worker has exited."""

    @abstractmethod
    def end(self) -> None:
        """End it now; returns at once. `hear` gets None when it has exited."""

    @abstractmethod
    def join(self) -> None:
        """Wait until it has exited and is cleaned up."""

    @property
    @abstractmethod
    def figures(self) -> dict:
        """What identifies it in the health route, as plain values."""

    @property
    def grown(self) -> bool:
        """Whether it should be replaced."""
        return self.programs >= MAX_PROGRAMS or self.resident_bytes >= max_resident_bytes()

    @property
    def full(self) -> bool:
        """Whether it must not compile another program."""
        expected = self.programs + len(self.compiling)
        if expected >= SPARE * MAX_PROGRAMS:
            return True
        return self.resident_bytes >= SPARE * max_resident_bytes()

    @property
    def load(self) -> int:
        """How many runs it computes or is about to."""
        return sum(not run.over for run in self.runs.values())

    def load_of(self, client: str) -> int:
        """The same for one client."""
        return sum(not run.over and run.client == client for run in self.runs.values())

    def has_room(self, client: str) -> bool:
        """Whether it can take one more run of this client."""
        return (
            self.ready
            and not self.retiring
            and len(self.runs) < MAX_HELD
            and self.load < MAX_RUNS
            and self.load_of(client) < MAX_RUNS_OF_CLIENT
        )

    def take(self, run: Run, program) -> None:
        """Note that it has the run from now on, to be computed on `program`."""
        if program not in self.known:
            self.compiling.add(run.number)
        self.known.add(program)
        self.runs[run.number] = run
        run.worker = self

    def release(self, run: Run) -> None:
        """Note that it no longer has the run."""
        del self.runs[run.number]
        self.compiling.discard(run.number)
        run.worker = None


def max_resident_bytes() -> int:
    """Memory at which a worker is replaced."""
    return limits.WORKER_MB.value * 1_000_000
