"""A worker process and the thread that listens to it."""

import multiprocessing
from collections.abc import Callable
from threading import Thread

from explorer.engine.process import serve
from explorer.hub.run import Run

MAX_PROGRAMS = 24
"""A program costs about 19 MB that its process never returns."""
MAX_RESIDENT_BYTES = 1_600_000_000


class WorkerProcess:
    """Owned by the hub. `hear(worker, message)` gets every message, then None when it died."""

    def __init__(self, hear: Callable):
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.process = context.Process(
            target=serve, args=(theirs,), name="explorer-worker", daemon=True
        )
        self.process.start()
        theirs.close()
        self.ready = False
        self.retiring = False
        self.runs: dict[int, Run] = {}
        self.known: set = set()
        self.programs = 0
        self.resident_bytes = 0
        self._hear = hear
        Thread(target=self._listen, name="explorer-hub-listener", daemon=True).start()

    @property
    def grown(self) -> bool:
        """Whether it should be replaced when it is idle."""
        return self.programs >= MAX_PROGRAMS or self.resident_bytes >= MAX_RESIDENT_BYTES

    def send(self, message) -> None:
        """Tell the worker something; silently nothing when it is gone: `hear` will learn it."""
        try:
            self._connection.send(message)
        except OSError:
            return

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                break
            self._hear(self, message)
        self.process.join()
        self._hear(self, None)

    def end(self) -> None:
        """End the process now."""
        self.process.kill()
