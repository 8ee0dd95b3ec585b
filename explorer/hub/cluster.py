"""The Ray cluster, as the hub sees it: joined in a process of its own, left and joined again."""

import subprocess
import sys
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from threading import Event, RLock, Thread

from explorer.hub.ray_worker import Fault, RayWorker
from explorer.records.cluster import Exited, NotJoined, Offer, Said, Standing
from explorer.words.cluster import cluster_words

MAX_DETAIL = 300
"""Characters of what Ray says, of which it says much."""
LOST = "the cluster was lost"
ROOT = Path(__file__).parent.parent.parent
JOIN_SECONDS = 60.0
SILENT_SECONDS = 90.0
"""The process that has joined counts as hung when it is silent for longer; it speaks every second,
but for a minute may wait for a cluster that is lost."""
RETRY_SECONDS = (2.0, 5.0, 10.0, 30.0)
"""Before it is joined again, after each failure in a row; the last one from then on."""


class Cluster:
    """Owns the process that has joined, its workers, and the threads that talk to it.

    Args:
        address: `auto`, or HOST:PORT of a cluster that this machine has joined.
        most: workers to have there at most; one a CPU if None.
    """

    def __init__(self, address: str, most: int | None = None):
        self.address = address
        self.standing = Standing()
        self._most = most
        self._fault: Fault | None = None
        self._numbers = count(1)
        self._workers: dict[int, RayWorker] = {}
        self._lock = RLock()
        self._outbox: SimpleQueue | None = None
        self._process: subprocess.Popen | None = None
        self._closing = Event()
        self._life = Thread(target=self._live, name="explorer-hub-cluster", daemon=True)

    def start(self) -> None:
        """Join it, now and again whenever it is lost; returns at once."""
        self._life.start()

    def close(self) -> None:
        """Leave it, which ends its workers, and wait for that."""
        self._closing.set()
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self._life.join()

    def begin(self, hear: Callable) -> RayWorker:
        """Start a worker there."""
        with self._lock:
            number = next(self._numbers)
            worker = self._workers[number] = RayWorker(hear, number, self._send)
            if self._outbox is None:  # lost a moment ago
                gone = Exited(number, LOST)
                Thread(target=self._exited, args=(gone,), daemon=True).start()
            return worker

    def status(self) -> dict:
        """How it stands, as plain values for the health route, and in words. Takes no lock."""
        workers, standing, fault = self._all(), self.standing, self._fault
        ready = sum(worker.ready for worker in workers)
        starting = len(workers) - ready
        kind = fault.kind if fault else None
        return {
            "address": self.address,
            "state": standing.state,
            "detail": standing.detail or (fault.detail if fault else ""),
            "cpus": standing.cpus,
            "free": standing.free,
            "ready": ready,
            "starting": starting,
            "words": cluster_words(standing, ready, starting, kind),
        }

    @property
    def wanted(self) -> int:
        """How many workers fit: those that run there, and one for each free CPU."""
        standing, placed = self.standing, sum(w.place is not None for w in self._all())
        if standing.state != "joined":
            return 0
        # What is free is known a little late, so a worker just placed may be counted twice.
        fit = min(placed + standing.free, standing.cpus)
        return fit if self._most is None else min(fit, self._most)

    def _all(self) -> list[RayWorker]:
        return list(self._workers.values())

    def _send(self, message) -> None:
        with self._lock:
            if self._outbox is not None:
                self._outbox.put(message)

    def _live(self) -> None:
        failures = 0
        while True:
            failures = 0 if self._stay() else failures
            if self._closing.wait(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]):
                return
            failures += 1

    def _stay(self) -> bool:
        """Join the cluster and listen until it is lost; whether it was joined."""
        try:
            connection = self._join()
        except OSError as error:
            self._stand(Standing("unreachable", str(error)))
            return False
        if connection is None:
            return False
        try:
            return self._listen(connection)
        finally:
            with self._lock:
                self._process.kill()
                self._outbox.put(None)
                self._outbox = None
            self._process.wait()
            if self._closing.is_set():
                self.standing = Standing("lost")
            elif self.standing.state == "joined":
                self._stand(Standing("lost"))
            elif self.standing.state == "joining":
                self._stand(Standing("unreachable", f"{self.address} does not answer"))
            for number in list(self._workers):
                self._exited(Exited(number, LOST))

    def _join(self) -> Connection | None:
        ours, theirs = Pipe()
        with theirs, self._lock:
            if self._closing.is_set():
                ours.close()
                return None
            command = [sys.executable, "-m", "explorer.hub.ray_driver", str(theirs.fileno())]
            self._process = subprocess.Popen(
                [*command, self.address],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                # Ray reports there what the messages report better.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._outbox = SimpleQueue()
            Thread(target=_deliver, args=(self._outbox, ours), daemon=True).start()
            return ours

    def _listen(self, connection: Connection) -> bool:
        joined = False
        while True:
            patience = SILENT_SECONDS if self.standing.state == "joined" else JOIN_SECONDS
            try:
                if not connection.poll(patience):
                    return joined
                message = connection.recv()
            except (EOFError, OSError):
                return joined
            if isinstance(message, Offer):
                joined = True
                self._stand(Standing("joined", "", message.cpus, message.free))
            elif isinstance(message, NotJoined):
                self._stand(Standing(message.why, " ".join(message.detail.split())[:MAX_DETAIL]))
            elif isinstance(message, Said) and message.worker in self._workers:
                worker = self._workers[message.worker]
                worker.said(message.messages)
                self._fault = None if worker.ready else self._fault
            elif isinstance(message, Exited):
                self._exited(message)

    def _exited(self, message: Exited) -> None:
        with self._lock:
            worker = self._workers.pop(message.worker, None)
        if worker is not None:
            worker.exited(message.why)
            self._fault = worker.fault if worker.fault and message.why != LOST else None

    def _stand(self, standing: Standing) -> None:
        before, self.standing = self.standing, standing
        if standing.state != before.state:
            words = f"cluster {self.address}: {standing.state} {standing.detail}".strip()
            print(f"explorer: {words}", file=sys.stderr, flush=True)


def _deliver(outbox: SimpleQueue, connection: Connection) -> None:
    while (message := outbox.get()) is not None:
        try:
            connection.send(message)
        except OSError:
            return  # it has exited; the listener notices, too
    connection.close()
