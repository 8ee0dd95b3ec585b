"""The workers of the hub: how many there are, and when one is started, retired or ended."""

import sys
from collections.abc import Callable
from math import ceil

from explorer.hub.run import Run
from explorer.hub.schedule import MAX_LEAD
from explorer.hub.worker import Worker
from explorer.records.messages import Cancel, Stop

START_SECONDS = 120.0
"""A worker that takes longer to start counts as hung."""
SILENT_SECONDS = 30.0
"""A worker silent for longer counts as hung. It reports every 5 s, even while compiling."""
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
"""The wait after a failed start doubles every time, up to this."""
RETIRING_SECONDS = 30.0
"""How long a retiring worker may finish its runs while another waits to be replaced."""


class Crew:
    """Owns the workers; the hub holds its lock around every call. Times are `time.monotonic`.

    There is at most one worker more than wanted: the successor of a grown one, or the grown one
    while it finishes its runs. So the workers' memory stays under
    `(wanted + 1) * SPARE * max_resident_bytes()`, apart from one last program each.
    """

    def __init__(self, wanted: int, start: Callable[[], Worker]):
        self.wanted = wanted
        self.workers: list[Worker] = []
        self.failed_starts = 0
        self._start = start
        self._retry_at = 0.0

    @property
    def ready(self) -> list[Worker]:
        """The workers that accept runs."""
        return [worker for worker in self.workers if worker.ready and not worker.retiring]

    def fill(self, now: float) -> None:
        """Start missing workers; after a failed start one at a time, once the wait is over."""
        if self.failed_starts and (now < self._retry_at or self._starting):
            return
        missing = self._missing
        for _ in range(min(missing, 1) if self.failed_starts else missing):
            self.workers.append(self._start())

    def welcome(self, worker: Worker, everyone: Callable[[], list[Worker]] | None = None) -> None:
        """Mark a worker as ready, and requeue what the busiest one has beyond an equal share.

        Runs that it has begun move only if the excess is above `MAX_LEAD`, so that a visitor's
        pair stays together, and only if they need not start over.

        Args:
            everyone: the ready workers of all crews; those of this one by default.
        """
        worker.ready = True
        self.failed_starts = 0
        ready = everyone() if everyone else self.ready
        busiest = max(ready, key=lambda each: each.load)
        excess = busiest.load - ceil(sum(each.load for each in ready) / len(ready))
        movable = [run for run in busiest.runs.values() if run.young]
        if excess <= MAX_LEAD or busiest.platform != worker.platform:
            movable = [run for run in movable if not run.begun]
        for run in list(reversed(movable))[:excess]:
            self._take_back(busiest, run)

    def lose(self, worker: Worker, now: float) -> None:
        """Remove a worker that has exited, and start another."""
        self.workers.remove(worker)
        if not worker.ready:
            wait = min(FIRST_RETRY_SECONDS * 2**self.failed_starts, LONGEST_RETRY_SECONDS)
            self.failed_starts += 1
            self._retry_at = now + wait
            print(f"explorer: a worker did not start; next try in {wait:.0f} s", file=sys.stderr)
        self.fill(now)

    def end_silent(self, now: float) -> None:
        """End the workers that hang."""
        for worker in self.workers:
            silent = worker.ready and now - worker.heard_at > SILENT_SECONDS
            if silent or (not worker.ready and now - worker.started_at > START_SECONDS):
                print(f"explorer: a worker hangs and is ended: {worker.figures}", file=sys.stderr)
                worker.end()

    def excuse(self, now: float) -> None:
        """Count silence from now on: this process itself was suspended."""
        for worker in self.workers:
            worker.started_at = worker.heard_at = now

    def replace_grown(self, now: float) -> None:
        """Start a successor beside a grown worker; when it is ready, let the old one finish."""
        grown = [worker for worker in self.ready if worker.grown]
        retiring = [worker for worker in self.workers if worker.retiring]
        if grown and not self._starting:
            if len(self._serving) > self.wanted:
                self._retire(grown[0], now)
            elif not retiring:
                self.workers.append(self._start())
            else:
                self._hurry(retiring[0], now)
        for worker in retiring:
            if not worker.runs:
                worker.send(Stop())

    @property
    def _missing(self) -> int:
        return self.wanted - len(self._serving)

    @property
    def _serving(self) -> list[Worker]:
        return [worker for worker in self.workers if not worker.retiring]

    @property
    def _starting(self) -> bool:
        return any(not worker.ready for worker in self.workers)

    def _retire(self, worker: Worker, now: float) -> None:
        """Let it finish the runs that it has begun; requeue the others."""
        worker.retiring, worker.retiring_since = True, now
        for run in list(worker.runs.values()):
            if not run.begun:
                self._take_back(worker, run)

    def _hurry(self, worker: Worker, now: float) -> None:
        """Move its runs to other workers when its time is up.

        Every move doubles a run's time at the next worker, so that the longest one ends, too.
        """
        moves = max((run.moves for run in worker.runs.values()), default=0)
        if now - worker.retiring_since > RETIRING_SECONDS * 2**moves:
            for run in list(worker.runs.values()):
                self._take_back(worker, run)
                run.moves += 1

    def _take_back(self, worker: Worker, run: Run) -> None:
        worker.release(run)
        worker.send(Cancel(run.number))
        run.requeue()
