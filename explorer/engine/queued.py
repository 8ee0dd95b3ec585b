"""A connection made of two queues, between threads of one process."""

from collections import deque
from queue import Empty, SimpleQueue
from threading import Condition


class QueuedConnection:
    """What a worker's work needs of a connection; `put` and `taken` are its other end."""

    def __init__(self):
        self._arrived = Condition()
        self._inbox: deque = deque()
        self._outbox: SimpleQueue = SimpleQueue()

    def poll(self, timeout: float | None = 0.0) -> bool:
        """Whether a message is there; waits for one, up to `timeout` seconds."""
        with self._arrived:
            return self._arrived.wait_for(lambda: bool(self._inbox), timeout)

    def recv(self):
        """The oldest message; waits for one."""
        self.poll(None)
        return self._inbox.popleft()

    def send(self, message) -> None:
        """Leave a message for `taken`."""
        self._outbox.put(message)

    def put(self, message) -> None:
        """Leave a message for `recv`."""
        with self._arrived:
            self._inbox.append(message)
            self._arrived.notify_all()

    def taken(self, timeout: float) -> list:
        """All messages sent so far, in order; waits up to `timeout` seconds for a first one."""
        messages = []
        try:
            messages.append(self._outbox.get(timeout=timeout))
            while True:
                messages.append(self._outbox.get_nowait())
        except Empty:
            return messages
