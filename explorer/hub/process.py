"""A worker process and the thread that listens to it."""

import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import psutil

from explorer.hub.run import Run

ROOT = Path(__file__).parent.parent.parent

MAX_PROGRAMS = 24
"""A program costs about 19 MB that its process never returns."""
MAX_RESIDENT_BYTES = 1_600_000_000
NICE = 10


class WorkerProcess:
    """Owned by the hub. `hear(worker, message)` gets every message, then None when it died.

    Started as a program of its own: `multiprocessing`'s spawn would import this process's main
    module again in the child, and that is Streamlit or, once a page has run, the page's script.

    Args:
        hear: called from a thread of this worker's own.
        yielding: whether it leaves the processor to all other work.
    """

    def __init__(self, hear: Callable, yielding: bool = False):
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "explorer.engine.process", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
            )
        if yielding:
            _yield_to_others(self.process.pid)
        self._connection = Connection(ours.detach())
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
        self.process.wait()
        self._hear(self, None)

    def end(self) -> None:
        """End the process now."""
        self.process.kill()


def _yield_to_others(pid: int) -> None:
    process = psutil.Process(pid)
    process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else NICE)
