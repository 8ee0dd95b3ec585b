"""A worker that is a process on this machine."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from socket import gethostname
from threading import Lock, Thread

import psutil

from explorer.hub.scratch import scratch_folder
from explorer.hub.worker import Worker
from explorer.records.messages import Alive

ROOT = Path(__file__).parent.parent.parent
NICE = 10


class LocalWorker(Worker):
    """Owns the process, its temporary folder, and the two threads that talk to it.

    One thread starts the process, listens to it and clears up after it; the other one sends. So
    no caller ever waits for a worker that does not read.

    Started as a program of its own: `multiprocessing`'s spawn would import this process's main
    module again in the child, and that is Streamlit or, once a page has run, the page's script.

    Args:
        hear: called from a thread of this worker's own.
        yielding: whether it runs at low priority.
    """

    def __init__(self, hear: Callable, yielding: bool = False):
        super().__init__(hear)
        self._yielding = yielding
        self._outbox: SimpleQueue = SimpleQueue()
        self._starting = Lock()
        self._process: subprocess.Popen | None = None
        self._ended = False
        self._life = Thread(target=self._live, name="explorer-hub-listener", daemon=True)
        self._life.start()

    @property
    def figures(self) -> dict:
        """`pid`, None until the process is started, and `node`, this machine."""
        return {"pid": self._process.pid if self._process else None, "node": gethostname()}

    def send(self, message) -> None:
        """Queue the message behind those not sent yet."""
        self._outbox.put(message)

    def end(self) -> None:
        """Kill the process, or cancel its start."""
        with self._starting:
            self._ended = True
            if self._process is not None:
                self._process.kill()

    def join(self) -> None:
        """Wait until the process has exited and its folder is removed."""
        self._life.join()

    def _live(self) -> None:
        try:
            with scratch_folder() as folder:
                self._run(folder)
        except OSError as error:
            print(f"explorer: a worker cannot be started: {error}", file=sys.stderr)
        finally:
            self._hear(self, None)

    def _run(self, folder: str) -> None:
        """Start the process and listen until it exits."""
        try:
            connection = self._start(folder)
            if connection is not None:
                Thread(target=self._deliver, args=(connection,), daemon=True).start()
                self._listen(connection)
        finally:
            self.end()
            self._outbox.put(None)
            if self._process is not None:
                self._process.wait()

    def _start(self, folder: str) -> Connection | None:
        ours, theirs = Pipe()
        with theirs, self._starting:
            if self._ended:
                ours.close()
                return None
            self._process = subprocess.Popen(
                [sys.executable, "-m", "explorer.engine.process", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": folder, "TEMP": folder, "TMP": folder},
            )
        if self._yielding:
            with suppress(psutil.Error):
                nice = psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else NICE
                psutil.Process(self._process.pid).nice(nice)
        return ours

    def _listen(self, connection: Connection) -> None:
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                return
            self.heard_at = time.monotonic()
            if not isinstance(message, Alive):
                self._hear(self, message)

    def _deliver(self, connection: Connection) -> None:
        """Send what is in the outbox; blocks while the process does not read."""
        while (message := self._outbox.get()) is not None:
            try:
                connection.send(message)
            except OSError:
                return  # it has exited; the listener notices, too
