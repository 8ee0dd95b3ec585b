"""RunHub: gives every spec a run, and every run a worker."""

import time
from collections.abc import Callable, Hashable, Sequence
from itertools import count
from threading import Condition, RLock, Thread

from explorer import limits
from explorer.hub.aside import AsideWorker
from explorer.hub.bounds import Bounds
from explorer.hub.cluster import Cluster
from explorer.hub.cluster_crew import ClusterCrew
from explorer.hub.crew import Crew
from explorer.hub.crews import Crews
from explorer.hub.keeping import beyond
from explorer.hub.kept_catalogue import KeptCatalogue
from explorer.hub.line import Line
from explorer.hub.local_worker import LocalWorker
from explorer.hub.questions import NotReady, Question, Questions
from explorer.hub.run import Run
from explorer.hub.schedule import Rotation, choose
from explorer.hub.sketchbook import Sketchbook
from explorer.hub.worker import Worker
from explorer.records.catalogue import Catalogue
from explorer.records.messages import (
    BACKGROUND,
    Answered,
    Cancel,
    Drawn,
    Ready,
    Rows,
    Size,
    Submit,
    Warm,
)
from explorer.records.program_key import ProgramKey
from explorer.records.sketch import Sketch
from explorer.records.spec import Comparison, RunSpec

UNWATCHED_SECONDS = 5.0
"""A run that nobody has watched for this long is given up."""
UNBEGUN_SECONDS = 0.5
"""The same for a run not begun yet: a user who has moved on will not come back to it."""
HOUSEKEEPING_SECONDS = 0.5
STOOD_STILL_SECONDS = 5.0
"""If housekeeping is this late, the whole process was suspended; no worker is to blame."""
HOPELESS_STARTS = 3
"""Failed starts in a row after which a page reports an error instead of waiting."""


class RunHub:
    """Owns workers and runs. Thread-safe; `close` leaves no process behind.

    Nothing blocks while its lock is held: each worker sends from a thread of its own, so a caller
    waits only for other callers.

    Args:
        workers: how many; defaults to EXPLORER_WORKERS, else to the number of cores.
        start_worker: starts one, as `LocalWorker(hear, yielding=False)` does.
        kept: keeps the catalogue from one start to the next.
        cluster: computes, too, while it is joined.
    """

    def __init__(
        self,
        workers: int | None = None,
        start_worker: Callable[..., Worker] = LocalWorker,
        kept: KeptCatalogue | None = None,
        cluster: Cluster | None = None,
    ):
        self._lock = RLock()
        self._changed = Condition(self._lock)
        local = Crew(workers or limits.WORKERS.value, lambda: start_worker(self._hear))
        self._cluster = cluster
        self._crew = Crews(local, *([ClusterCrew(cluster, self._hear)] if cluster else []))
        self._rotation = Rotation()
        self._line = Line()
        self._runs: dict[RunSpec, Run] = {}
        self._unfinished: dict[RunSpec, Run] = {}
        """Those that may still need a worker: few, while hundreds are kept."""
        self._numbers = count(1)
        self._kept = kept
        self._catalogue: Catalogue | None = kept and kept.read()
        self._closing = False
        self._aside = AsideWorker(start_worker)
        self._sketchbook = Sketchbook()
        self._questions = Questions()

    def start(self) -> "RunHub":
        """Start the workers, and join the cluster; returns at once."""
        if self._cluster is not None:
            self._cluster.start()
        with self._lock:
            self._crew.fill(time.monotonic())
        Thread(target=self._keep_house, name="explorer-hub-housekeeping", daemon=True).start()
        return self

    def close(self) -> None:
        """End all workers and wait for them to exit."""
        with self._lock:
            self._closing = True
            workers = list(self._crew.workers)
            self._questions.end_all()
            self._changed.notify_all()
        self._aside.close()
        if self._cluster is not None:
            self._cluster.close()
        for worker in workers:
            worker.end()
        for worker in workers:
            worker.join()

    def catalogue(self, timeout: float | None = None) -> Catalogue:
        """What can be run; waits for the first worker if no catalogue was kept.

        Raises:
            TimeoutError: no worker was ready within `timeout` seconds.
            RuntimeError: workers do not start; the hub keeps trying.
        """

        def hopeless() -> bool:
            return self._crew.failed_starts >= HOPELESS_STARTS

        with self._changed:
            self._changed.wait_for(lambda: self._catalogue is not None or hopeless(), timeout)
            if self._catalogue is not None:
                return self._catalogue
            if hopeless():
                raise RuntimeError("the TensorFlow workers do not start; see the server's log")
            raise TimeoutError(f"no worker was ready within {timeout} s")

    def open(self, spec: RunSpec) -> Run:
        """The run of `spec`, for a page of this server; see `open_all`."""
        return self.open_all([spec])[0]

    def open_all(
        self,
        specs: Sequence[RunSpec],
        client: str = "",
        bounds: Bounds | None = None,
        survey: bool = True,
    ) -> list[Run]:
        """The run of each spec, existing or new.

        Args:
            client: who asks for them. Clients take turns and share the workers' time equally.
            bounds: limits on live runs; only runs that still have to be computed count.
            survey: whether their landscapes are wanted.

        Raises:
            Busy: they exceed `bounds`; nothing was opened.
        """
        with self._lock:
            if bounds is not None:
                new = {spec for spec in specs if self._is_new(spec)}
                live = [run for run in self._unfinished.values() if not run.over]
                of_client = sum(run.client == client for run in live)
                if new:
                    bounds.check(len(new), len(live), of_client)
            runs = [self._open(spec, client, survey) for spec in specs]
            self._dispatch()
            return runs

    def _is_new(self, spec: RunSpec) -> bool:
        run = self._runs.get(spec)
        return run is None or run.state == "failed"

    def _open(self, spec: RunSpec, client: str, survey: bool) -> Run:
        new = self._is_new(spec)
        run = self._runs.pop(spec, None)
        if new:
            run = Run(next(self._numbers), spec, client, survey)
        elif run.worker is None and client not in BACKGROUND:
            run.client = client  # the first client may have a long queue, or have left
        run.survey |= survey
        run.wanted()
        self._runs[spec] = run  # last in the order: most recently wanted
        if not run.complete:
            self._unfinished[spec] = run
        return run

    @property
    def known_catalogue(self) -> Catalogue | None:
        """What can be run; None before the first worker is ready, if no catalogue was kept.

        Takes no lock, as `status`.
        """
        return self._catalogue

    def kept(self, spec: RunSpec) -> Run | None:
        """The run of `spec` if it has ended and is still held; starts nothing.

        Takes no lock, as `status`.
        """
        run = self._runs.get(spec)
        return run if run is not None and run.outcome is not None else None

    def sketches(self) -> dict[tuple[str, str], Sketch | None]:
        """The pictures of losses and datasets made so far, by section and key.

        The first call has them made; None where one could not be.
        """
        with self._lock:
            if self._catalogue is not None:
                self._sketchbook.ask(self._crew.ready, self._catalogue)
            return dict(self._sketchbook.held)

    def ask(
        self,
        spec: RunSpec,
        step: int,
        client: str,
        asker: Hashable,
        notify: Callable[[], None],
    ) -> Question:
        """Have a step examined; see `Question`. Returns at once.

        Raises:
            NotReady: no worker is ready.
            Busy: too many questions wait already.
        """
        with self._lock:
            if self._closing or not self._crew.ready:
                raise NotReady("no worker is ready")
            question = Question(next(self._numbers), spec, step, client, asker, notify)
            self._questions.ask(question)
            self._questions.send(self._crew.ready, self._program_of)
            return question

    def withdraw(self, question: Question) -> None:
        """Nobody waits for the answer any more; does nothing if it is there."""
        with self._lock:
            self._questions.end(question, "failed")

    @property
    def ready_workers(self) -> int:
        """How many workers accept runs; takes no lock, as `status`."""
        return len(self._crew.ready)

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
        """Compute `spec` on a separate worker that no page waits for; returns when it is over.

        One at a time. The run is always `over`, unless the hub closed meanwhile.
        """
        return self._aside.compute(spec)

    def status(self) -> dict:
        """Workers and runs, as plain values for the health route.

        Takes no lock, so that the event loop never waits for one. Each copy is made in one step,
        but the two may show a change half done.
        """
        workers = list(self._crew.workers)
        runs = list(self._runs.values())
        cluster = {"cluster": self._cluster.status()} if self._cluster else {}
        return {
            **cluster,
            "ready": any(worker.ready and not worker.retiring for worker in workers),
            "workers": [
                {
                    **worker.figures,
                    "ready": worker.ready,
                    "retiring": worker.retiring,
                    "programs": worker.programs,
                    "resident_mb": round(worker.resident_bytes / 1e6),
                    "runs": len(worker.runs),
                }
                for worker in workers
            ],
            "runs": len(runs),
            "live_runs": sum(not run.over for run in runs),
        }

    def _live(self) -> int:
        return sum(not run.over for run in self._unfinished.values())

    def _hear(self, worker: Worker, message) -> None:
        """Called from a thread of the worker, with None when it has exited."""
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
            elif isinstance(message, Answered):
                self._questions.take(message)
            else:
                self._update(worker, message)

    def _welcome(self, worker: Worker, message: Ready) -> None:
        worker.platform = message.platform
        self._crew.welcome(worker)
        if self._catalogue != message.catalogue:
            self._catalogue = message.catalogue
            if self._kept is not None:
                Thread(target=self._kept.keep, args=(message.catalogue,)).start()
        pair = Comparison().runs(self._catalogue)
        # Each worker begins with a different one, so that together they have the pair soonest.
        turn = self._crew.workers.index(worker) % len(pair)
        worker.send(Warm(pair[turn:] + pair[:turn]))
        worker.known.update(self._program_of(spec) for spec in pair)
        self._crew.fill(time.monotonic())
        self._changed.notify_all()
        self._dispatch()

    def _update(self, worker: Worker, message) -> None:
        run = worker.runs.get(message.run)
        if run is None:
            return  # given up meanwhile, or moved to another worker
        run.hear(message)
        if run.begun:
            worker.compiling.discard(run.number)
        if run.done_there:
            worker.release(run)
        if not isinstance(message, Rows):
            self._dispatch()
        if run.over:
            self._changed.notify_all()
        run.changed()

    def _bury(self, worker: Worker) -> None:
        """A worker has exited: requeue its runs, and replace it."""
        self._sketchbook.lose(worker)
        self._questions.lose(worker)
        for run in list(worker.runs.values()):
            worker.release(run)
            run.lose_worker()
        self._crew.lose(worker, time.monotonic())
        self._changed.notify_all()
        self._dispatch()

    def _dispatch(self) -> None:
        """Give waiting runs to workers that have room for them, and questions to any."""
        ready = self._crew.ready
        self._questions.send(ready, self._program_of)
        self._unfinished = {k: run for k, run in self._unfinished.items() if not run.complete}
        order = self._rotation.order(run for run in self._unfinished.values() if run.waiting)
        for run in order:
            if run.no_worker != (not ready):
                run.no_worker = not ready
                run.changed()
            if not ready:
                continue
            program = self._program_of(run.spec)
            worker = choose(run.preferred(ready), program, run.client)
            if worker is not None:
                worker.take(run, program)
                self._rotation.serve(run.client)
                if not run.over:
                    run.state = "compiling"
                run.surveying = run.survey
                run.changed()
                worker.send(Submit(run.number, run.spec, run.survey, run.client))
        self._line.moved([run for run in order if run.waiting], time.monotonic())

    def _program_of(self, spec: RunSpec) -> ProgramKey:
        return ProgramKey.of(spec, self._catalogue.dataset(spec.dataset))

    def _forget_old_runs(self) -> None:
        for run in beyond(self._runs.values(), limits.KEPT_MB.value * 1_000_000):
            self._forget(run)

    def _forget(self, run: Run) -> None:
        del self._runs[run.spec]
        self._unfinished.pop(run.spec, None)
        self._changed.notify_all()

    def _keep_house(self) -> None:
        last = time.monotonic()
        while True:
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, HOUSEKEEPING_SECONDS):
                    return
                now = time.monotonic()
                if now - last > STOOD_STILL_SECONDS:
                    self._crew.excuse(now)
                last = now
                self._give_up_unwatched(now)
                self._forget_old_runs()
                self._crew.end_silent(now)
                self._crew.fill(now)
                self._crew.replace_grown(now)
                self._dispatch()
                self._line.tell(now)
            self._aside.end_when_idle()

    def _give_up_unwatched(self, now: float) -> None:
        for run in list(self._unfinished.values()):
            since = run.unwatched_since
            kept = UNBEGUN_SECONDS if run.state == "queued" else UNWATCHED_SECONDS
            if run.over or since is None or now - since < kept:
                continue
            if run.worker is not None:
                run.worker.send(Cancel(run.number))
                run.worker.release(run)
            self._forget(run)
