"""The work of a worker process: takes specs, yields rows."""

import time
import traceback
from collections import deque
from multiprocessing.connection import Connection

import psutil

from explorer.engine.client_work import ClientWork
from explorer.engine.messages import Cancel, Draw, Drawn, Ended, Size, Stop, Submit, Warm
from explorer.engine.session import Session
from explorer.engine.shares import Shares
from explorer.engine.sketches import sketch

CARDS = "cards"
"""Who the sketches are for, as a client among the others; no address is spelt like this."""


class Worker:
    """Owns the session and the work of every client, and shares the time between them.

    Attributes:
        busy_since: when the piece of work began that is being done; None while there is none.
    """

    def __init__(self, connection: Connection):
        self.connection = connection
        self.session = Session()
        self.clients: dict[str, ClientWork] = {}
        self.to_draw: deque[tuple[str, str]] = deque()
        self.to_warm: deque = deque()
        self.process = psutil.Process()
        self.busy_since: float | None = None
        self._shares = Shares()
        self._programs = 0

    def work(self) -> None:
        """Hear what is asked, then do a piece of work for the client that has had least time.

        All that is asked is heard before the next piece: a run may be cancelled by then.
        """
        self._report_size()
        while True:
            clients = self._waiting()
            idle = not clients and not self.to_warm
            self.busy_since = None
            while self.connection.poll(None if idle else 0):
                message = self.connection.recv()
                if isinstance(message, Stop):
                    return
                self._take(message)
                idle = False
            self.busy_since = time.monotonic()
            if clients := self._waiting():
                self._serve(self._shares.next(clients))
            elif self.to_warm:
                self.session.trainer(self.to_warm.popleft())
                self._report_size()

    def _waiting(self) -> list[str]:
        """The clients with something to do."""
        clients = [client for client, work in self.clients.items() if work.kinds]
        return [*clients, CARDS] if self.to_draw else clients

    def _take(self, message) -> None:
        if isinstance(message, Submit):
            work = self.clients.setdefault(message.client, ClientWork(self.session))
            work.submit(message)
        elif isinstance(message, Cancel):
            for work in self.clients.values():
                work.cancel(message.run)
        elif isinstance(message, Warm):
            self.to_warm.extend(message.specs)
        elif isinstance(message, Draw):
            self.to_draw.extend(message.wanted)

    def _serve(self, client: str) -> None:
        began = time.perf_counter()
        if client == CARDS:
            self._draw(*self.to_draw.popleft())
        else:
            live = sum(work.live for work in self.clients.values())
            ended = False
            for message in self.clients[client].do(max(1, live)):
                self.connection.send(message)
                ended |= isinstance(message, Ended)
            if not self.clients[client].kinds:
                del self.clients[client]
            if ended or self.session.size != self._programs:
                self._report_size()
        self._shares.charge(client, time.perf_counter() - began)

    def _draw(self, section: str, key: str) -> None:
        try:
            drawn = sketch(section, key)
        except Exception:  # a card without its picture is still a card
            traceback.print_exc()
            drawn = None
        self.connection.send(Drawn(section, key, drawn))

    def _report_size(self) -> None:
        self._programs = self.session.size
        self.connection.send(Size(self._programs, self.process.memory_info().rss))
