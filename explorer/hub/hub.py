"""RunHub: gives every spec a run, and every run a worker."""

import os
import time
from itertools import count
from threading import Condition, RLock, Thread

from explorer.catalogue import Catalogue
from explorer.engine.messages import Cancel, Drawn, Ready, Size, Stop, Submit, Warm
from explorer.engine.sketch import Sketch
from explorer.hub.aside import AsideWorker
from explorer.hub.process import WorkerProcess
from explorer.hub.run import Run
from explorer.hub.sketchbook import Sketchbook
from explorer.spec import Comparison, RunSpec

KEPT_RUNS = 64
"""Ended runs kept for whoever opens the same link next."""
UNWATCHED_SECONDS = 5.0
"""A run that nobody has watched this long is given up."""
UNBEGUN_SECONDS = 0.5
"""The same for one that no worker has begun: who clicks on has left it for good."""
MAX_RESTARTS = 2
"""A run whose worker died more often than this is given up."""
HOUSEKEEPING_SECONDS = 0.5


class RunHub:
    """Owns workers and runs. Thread-safe; `close` leaves no process behind.

    Args:
        workers: how many processes; by default EXPLORER_WORKERS, else as many as cores.
    """

    def __init__(self, workers: int | None = None):
        self.workers_wanted = workers or worker_count()
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._workers: list[WorkerProcess] = []
        self._runs: dict[RunSpec, Run] = {}
        self._numbers = count(1)
        self._catalogue: Catalogue | None = None
        self._failed_starts = 0
        self._closing = False
        self._aside = AsideWorker()
        self._sketchbook = Sketchbook()

    def start(self) -> "RunHub":
        """Start the workers; returns at once."""
        with self._lock:
            for _ in range(self.workers_wanted):
                self._add_worker()
        Thread(target=self._keep_house, name="explorer-hub-housekeeping", daemon=True).start()
        return self

    def close(self) -> None:
        """End all workers and wait until they are gone."""
        with self._lock:
            self._closing = True
            workers = list(self._workers)
            self._changed.notify_all()
        self._aside.close()
        for worker in workers:
            worker.end()
        for worker in workers:
            worker.process.wait()

    def catalogue(self, timeout: float | None = None) -> Catalogue:
        """What can be run; waits for the first worker.

        Raises:
            TimeoutError: no worker was ready within `timeout` seconds.
            RuntimeError: workers cannot be started.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._catalogue is not None or self._failed_starts >= 3, timeout
            )
            if self._catalogue is not None:
                return self._catalogue
            if self._failed_starts >= 3:
                raise RuntimeError("the TensorFlow workers do not start; see the server's log")
            raise TimeoutError(f"no worker was ready within {timeout} s")

    def open(self, spec: RunSpec) -> Run:
        """The run of `spec`: the one that is there, or a new one."""
        with self._lock:
            run = self._runs.pop(spec, None)
            if run is None or run.state == "failed":
                run = Run(next(self._numbers), spec)
            run.wanted()
            self._runs[spec] = run  # last in the order: most recently wanted
            self._forget_old_runs()
            self._dispatch()
            return run

    def sketches(self) -> dict[tuple[str, str], Sketch | None]:
        """The pictures of losses and datasets that are there, by section and key.

        Whoever asks first has them made; None where one could not be.
        """
        with self._lock:
            if self._catalogue is not None:
                ready = [w for w in self._workers if w.ready and not w.retiring]
                self._sketchbook.ask(ready, self._catalogue)
            return dict(self._sketchbook.held)

    @property
    def quiet(self) -> bool:
        """Whether no run of a page is being computed."""
        with self._lock:
            return not self._live()

    def wait_until_quiet(self) -> bool:
        """Wait until no run of a page is being computed; False when the hub closes instead."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or not self._live())
            return not self._closing

    def compute_aside(self, spec: RunSpec) -> Run:
        """Compute `spec` on a worker of its own that no page waits for; returns when it is over.

        One at a time. The run is not `over` only when the hub closed meanwhile.
        """
        return self._aside.compute(spec)

    def status(self) -> dict:
        """Workers and runs, as plain values for the health route."""
        with self._lock:
            return {
                "ready": self._catalogue is not None,
                "workers": [
                    {
                        "pid": worker.process.pid,
                        "ready": worker.ready,
                        "retiring": worker.retiring,
                        "programs": worker.programs,
                        "resident_mb": round(worker.resident_bytes / 1e6),
                        "runs": len(worker.runs),
                    }
                    for worker in self._workers
                ],
                "runs": len(self._runs),
                "live_runs": self._live(),
            }

    def _live(self) -> int:
        return sum(not run.over for run in self._runs.values())

    def _add_worker(self) -> None:
        self._workers.append(WorkerProcess(self._hear))

    def _hear(self, worker: WorkerProcess, message) -> None:
        """Called from the worker's listener thread, with None when the process is gone."""
        with self._lock:
            if self._closing:
                return
            if message is None:
                self._bury(worker)
            elif isinstance(message, Ready):
                self._welcome(worker, message)
            elif isinstance(message, Size):
                worker.programs = message.programs
                worker.resident_bytes = message.resident_bytes
            elif isinstance(message, Drawn):
                self._sketchbook.take(message)
            else:
                self._update(worker, message)

    def _welcome(self, worker: WorkerProcess, message: Ready) -> None:
        worker.ready = True
        self._failed_starts = 0
        self._catalogue = message.catalogue
        pair = Comparison().runs(self._catalogue)
        # Each begins with another one, so that together they have the pair soonest.
        turn = self._workers.index(worker) % len(pair)
        worker.send(Warm(pair[turn:] + pair[:turn]))
        worker.known.update(self._program_of(spec) for spec in pair)
        self._changed.notify_all()
        self._dispatch()

    def _update(self, worker: WorkerProcess, message) -> None:
        run = worker.runs.get(message.run)
        if run is None:
            return  # given up meanwhile
        run.hear(message)
        if run.complete:
            del worker.runs[run.number]
        if run.over:
            self._dispatch()
            self._changed.notify_all()
        run.changed()

    def _bury(self, worker: WorkerProcess) -> None:
        """A worker is gone: replace it unless it was to go, and run its runs again."""
        self._workers.remove(worker)
        self._sketchbook.lose(worker)
        if not worker.ready:
            self._failed_starts += 1
        for run in worker.runs.values():
            if run.over:
                run.surveyed = True  # without a landscape: the run itself is whole
                run.changed()
                continue
            run.restarts += 1
            run.state = "queued"
            if run.restarts > MAX_RESTARTS:
                run.state = "failed"
                run.failure = (
                    f"This run was given up: its worker process died {run.restarts} times. "
                    "Reload the page to try again."
                )
            run.changed()
        if not worker.retiring and self._failed_starts < 3:
            self._add_worker()
        self._changed.notify_all()
        self._dispatch()

    def _dispatch(self) -> None:
        """Give every queued run a worker: one that has its program, else the least busy."""
        ready = [worker for worker in self._workers if worker.ready and not worker.retiring]
        if not ready:
            return
        for run in [run for run in self._runs.values() if run.state == "queued"]:
            if any(run.number in worker.runs for worker in ready):
                continue
            program = self._program_of(run.spec)
            knowing = [worker for worker in ready if program in worker.known]
            worker = min(knowing or ready, key=lambda w: (len(w.runs), len(w.known)))
            worker.known.add(program)
            worker.runs[run.number] = run
            worker.send(Submit(run.number, run.spec, survey=True))

    def _program_of(self, spec: RunSpec) -> tuple:
        """What decides which compiled program fits; datasets of one shape share it."""
        data = self._catalogue.dataset(spec.dataset)
        return (
            spec.wiring,
            spec.loss,
            spec.optimizer,
            spec.width,
            spec.depth,
            min(spec.batch_size, data.samples),
            (data.samples, data.inputs, data.outputs),
        )

    def _forget_old_runs(self) -> None:
        old = [run for run in self._runs.values() if run.over and run.unwatched_since is not None]
        for run in old[: max(0, len(old) - KEPT_RUNS)]:
            self._forget(run)

    def _forget(self, run: Run) -> None:
        del self._runs[run.spec]
        self._changed.notify_all()

    def _keep_house(self) -> None:
        while True:
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, HOUSEKEEPING_SECONDS):
                    return
                self._give_up_unwatched()
                self._replace_grown()
            self._aside.end_when_idle()

    def _give_up_unwatched(self) -> None:
        now = time.monotonic()
        for run in list(self._runs.values()):
            since = run.unwatched_since
            kept = UNBEGUN_SECONDS if run.state == "queued" else UNWATCHED_SECONDS
            if run.over or since is None or now - since < kept:
                continue
            for worker in self._workers:
                if worker.runs.pop(run.number, None):
                    worker.send(Cancel(run.number))
            self._forget(run)

    def _replace_grown(self) -> None:
        """Start a successor beside a grown worker; when it is ready, let the old one finish."""
        grown = [w for w in self._workers if w.ready and w.grown and not w.retiring]
        starting = [worker for worker in self._workers if not worker.ready]
        serving = [worker for worker in self._workers if not worker.retiring]
        if grown and not starting:
            if len(serving) > self.workers_wanted:
                grown[0].retiring = True
            else:
                self._add_worker()
        for worker in self._workers:
            if worker.retiring and not worker.runs:
                worker.send(Stop())


def worker_count() -> int:
    """EXPLORER_WORKERS, else the number of cores.

    Raises:
        ValueError: EXPLORER_WORKERS is not a whole number from 1 to 64.
    """
    text = os.environ.get("EXPLORER_WORKERS")
    if text is None:
        return os.cpu_count() or 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise ValueError(
            f"EXPLORER_WORKERS: expected a whole number from 1 to 64; received: {text!r}"
        )
    return int(text)
