"""A sweep: has the runs of a grid computed, and keeps what is measured."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from explorer.hub.cell_of import cell_of
from explorer.hub.hub import RunHub
from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.records.cell import Cell
from explorer.records.grid import Point
from explorer.records.messages import SWEEP
from explorer.records.spec import RunSpec

AHEAD = 3
"""Runs that each worker has at a time, so that none waits for the next one."""
ENOUGH = 3
"""Runs after which the time left is estimated."""
PAUSE_SECONDS = 0.5
"""How long the sweep waits at most until it looks whether it was stopped."""


@dataclass(frozen=True)
class Result:
    """What is known of one point: its cell, or why there is none."""

    place: int
    """In the points of the sweep."""
    cell: Cell | None
    failure: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far a sweep is, in points, and the seconds that are left; None where unknown."""

    finished: int
    failed: int
    remaining: int
    seconds_left: float | None


class Sweep:
    """Owns what is known of the points. `look` and `run` belong to one thread, the rest to any.

    What the store holds is not computed again, so a sweep that was stopped goes on. Runs are
    computed behind those of pages, by all workers; a few at a time, in the order of the points.

    Args:
        hub: computes the runs.
        store: keeps their cells.
        points: what to run; several may have the same spec.
        tell: called by `look` and `run` with each result.
    """

    def __init__(
        self,
        hub: RunHub,
        store: OutcomeStore,
        points: Sequence[Point],
        tell: Callable[[Result], None],
    ):
        self._hub = hub
        self._store = store
        self._tell = tell
        self._places: dict[RunSpec, list[int]] = {}
        for place, point in enumerate(points):
            self._places.setdefault(point.spec, []).append(place)
        self._finished = self._failed = 0
        self._remaining = len(points)
        self._waiting = deque(self._places)
        self._computed = 0
        self._left_to_compute = 0
        self._since: float | None = None
        self._changed = Event()
        self._stopped = False

    def look(self) -> None:
        """Tell what the store holds; computes nothing. Once, before `run`."""
        missing = []
        for spec in self._waiting:
            cell = self._store.get(spec)
            if cell is None:
                missing.append(spec)
            else:
                self._report(spec, cell)
        self._waiting = deque(missing)

    def run(self) -> None:
        """Have the rest computed; returns when it is, or when the sweep is stopped."""
        waiting = self._waiting
        self._computed, self._left_to_compute = 0, len(waiting)
        self._since = time.monotonic()
        under_way: dict[RunSpec, Run] = {}
        try:
            while (waiting or under_way) and not self._stopped:
                self._changed.clear()
                for run in [run for run in under_way.values() if run.over]:
                    self._take(under_way.pop(run.spec))
                room = AHEAD * max(1, self._hub.ready_workers) - len(under_way)
                specs = [waiting.popleft() for _ in range(min(room, len(waiting)))]
                for run in self._hub.open_all(specs, SWEEP, survey=False) if specs else ():
                    run.watch(self._changed.set)
                    under_way[run.spec] = run
                if not any(run.over for run in under_way.values()):
                    self._changed.wait(PAUSE_SECONDS)
        finally:
            for run in under_way.values():
                run.unwatch(self._changed.set)
            waiting.extendleft(under_way)
            self._since = None

    def stop(self) -> None:
        """Compute no more; what is computed stays in the store."""
        self._stopped = True
        self._changed.set()

    def go_on(self) -> None:
        """Take back `stop`, so that `run` can be called again."""
        self._stopped = False

    @property
    def steps_left(self) -> int:
        """Train steps that are still to be computed."""
        return sum(spec.steps for spec in list(self._waiting))

    @property
    def progress(self) -> Progress:
        """How far it is."""
        seconds = None
        if self._since is not None and self._computed >= ENOUGH:
            each = (time.monotonic() - self._since) / self._computed
            seconds = each * (self._left_to_compute - self._computed)
        return Progress(self._finished, self._failed, self._remaining, seconds)

    def _take(self, run: Run) -> None:
        run.unwatch(self._changed.set)
        self._computed += 1
        cell = None
        if run.outcome is not None:
            cell = cell_of(run)
            self._store.put(cell)
        self._report(run.spec, cell, run.failure)

    def _report(self, spec: RunSpec, cell: Cell | None, failure: str | None = None) -> None:
        places = self._places[spec]
        self._remaining -= len(places)
        if cell is None:
            self._failed += len(places)
        else:
            self._finished += len(places)
        for place in places:
            self._tell(Result(place, cell, failure))
