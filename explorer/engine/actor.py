"""The work of a worker process as an actor, for a cluster that starts its processes itself."""

import os
import socket
import time
from collections.abc import Iterator
from threading import Thread

from explorer.engine.process import work
from explorer.engine.queued import QueuedConnection
from explorer.records.cluster import Place

YIELD_SECONDS = 0.05
"""Between two lists of messages, at least."""
WAIT_SECONDS = 1.0
"""How long to wait for a message before it is checked whether the work goes on."""

ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has. Nothing is sent there; it only selects an interface."""


class Actor:
    """Works in a thread of its own; `tell` and `listen` are called from two others."""

    def __init__(self):
        self._connection = QueuedConnection()
        self._error: BaseException | None = None
        self._work = Thread(target=self._do, name="worker-work", daemon=True)
        self._work.start()

    def tell(self, message) -> None:
        """Give the worker a message."""
        self._connection.put(message)

    def listen(self) -> Iterator[list]:
        """Yield lists of the worker's messages, the first of which is its `Place`; call it once.

        Ends when the worker was told to stop, and raises what it raised.
        """
        yield [Place(socket.gethostname(), _address(), os.getpid())]
        while True:
            working = self._work.is_alive()
            if messages := self._connection.taken(WAIT_SECONDS):
                yield messages
                time.sleep(YIELD_SECONDS)
            elif not working:
                break
        if self._error is not None:
            raise self._error

    def _do(self) -> None:
        try:
            work(self._connection)
        except BaseException as error:
            self._error = error


def _address() -> str:
    """This machine's address on the network; empty where it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return ""
        return probe.getsockname()[0]
