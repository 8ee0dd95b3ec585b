"""The heartbeat of a worker process, and the connection that it shares with the work."""

import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Lock, Thread

from explorer.records.messages import Alive

BEAT_SECONDS = 5.0
STUCK_SECONDS = 300.0
"""A piece of work that takes longer hangs; the longest compilation takes some ten seconds."""


class SharedConnection:
    """A connection that several threads may send on; one of them receives."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._sending = Lock()
        self.poll = connection.poll
        self.recv = connection.recv

    def send(self, message) -> None:
        """Send one message whole.

        Raises:
            OSError: the web process is gone.
        """
        with self._sending:
            self._connection.send(message)


def beat(send: Callable, busy_since: Callable[[], float | None]) -> None:
    """Send `Alive` every BEAT_SECONDS from a thread of its own, until the work hangs.

    Args:
        send: takes the message.
        busy_since: when the current piece of work began (`time.monotonic`), None between pieces.
    """
    Thread(target=_beat, args=(send, busy_since), name="worker-heart", daemon=True).start()


def _beat(send: Callable, busy_since: Callable[[], float | None]) -> None:
    while True:
        time.sleep(BEAT_SECONDS)
        since = busy_since()
        if since is not None and time.monotonic() - since > STUCK_SECONDS:
            continue
        try:
            send(Alive())
        except OSError:
            return
