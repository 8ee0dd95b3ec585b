"""A separate worker for runs that no page waits for, one at a time."""

import time
from collections.abc import Callable
from itertools import count
from threading import Condition

from explorer.hub.run import Run
from explorer.hub.worker import Worker
from explorer.records.messages import Ready, Size, Stop, Submit
from explorer.records.spec import RunSpec
from explorer.words.progress import given_up, took_too_long

IDLE_SECONDS = 60.0
"""How long an idle worker is kept."""
RUN_SECONDS = 120.0
"""A run that takes longer is given up, so that it cannot block the others; so is a worker that
takes longer to start."""


class AsideWorker:
    """Owns one worker; starts it when first needed, ends it when it is idle or has grown.

    Args:
        start: starts it, as `LocalWorker(hear, yielding=True)` does.
    """

    def __init__(self, start: Callable[..., Worker]):
        self._start = start
        self._changed = Condition()
        self.worker: Worker | None = None
        self._not_exited: set[Worker] = set()
        self._run: Run | None = None
        self._numbers = count(1)
        self._deadline = 0.0
        self._idle_since = time.monotonic()
        self._closing = False

    def compute(self, spec: RunSpec) -> Run:
        """Run `spec` to its end. Call it from one thread only."""
        run = Run(next(self._numbers), spec)
        with self._changed:
            if self._closing:
                return run
            self._run = run
            self._deadline = time.monotonic() + RUN_SECONDS
            if self.worker is None:
                self._begin()
            elif self.worker.ready:
                self._submit()
            while (
                not (run.over or self._closing) and (left := self._deadline - time.monotonic()) > 0
            ):
                self._changed.wait(left)
            self._run = None
            self._idle_since = time.monotonic()
            if not run.over and not self._closing:
                run.state = "failed"
                run.failure = took_too_long(RUN_SECONDS)
                self._release(Worker.end)
            elif self.worker is not None and self.worker.grown:
                self._release(lambda worker: worker.send(Stop()))
        return run

    def end_when_idle(self) -> None:
        """End the worker if it has been idle for `IDLE_SECONDS`."""
        with self._changed:
            idle = self._run is None and time.monotonic() - self._idle_since > IDLE_SECONDS
            if idle and self.worker is not None:
                self._release(lambda worker: worker.send(Stop()))

    def close(self) -> None:
        """End the worker and wait for it to exit. Nothing is computed after that."""
        with self._changed:
            self._closing = True
            workers = list(self._not_exited)
            self._changed.notify_all()
        for worker in workers:
            worker.end()
            worker.join()

    def _begin(self) -> None:
        self.worker = self._start(self._hear, yielding=True)
        self._not_exited.add(self.worker)

    def _release(self, end: Callable[[Worker], None]) -> None:
        worker, self.worker = self.worker, None
        end(worker)

    def _hear(self, worker: Worker, message) -> None:
        """Called from a thread of the worker, with None when it has exited."""
        with self._changed:
            if message is None:
                self._not_exited.discard(worker)
            if worker is not self.worker or self._closing:
                return  # released earlier
            if message is None:
                self._lost()
            elif isinstance(message, Ready):
                worker.ready = True
                if self._run is not None:
                    self._submit()
            elif isinstance(message, Size):
                worker.programs = message.programs
                worker.resident_bytes = message.resident_bytes
            elif self._run is not None and message.run == self._run.number:
                self._run.hear(message)
            self._changed.notify_all()

    @property
    def _seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def _submit(self) -> None:
        self._deadline = time.monotonic() + RUN_SECONDS
        self.worker.send(Submit(self._run.number, self._run.spec))

    def _lost(self) -> None:
        """The worker died: retry its run once."""
        self.worker = None
        if self._run is None:
            return
        self._run.restarts += 1
        if self._run.restarts > 1:
            self._run.state = "failed"
            self._run.failure = given_up(self._run.restarts)
        else:
            self._begin()
