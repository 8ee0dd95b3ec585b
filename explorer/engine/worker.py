"""The work of a worker process: takes specs, sends rows."""

import time
import traceback
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection

import psutil

from explorer.engine.client_work import ClientWork
from explorer.engine.session import Session
from explorer.engine.shares import Shares
from explorer.engine.sketches import sketch
from explorer.records.messages import (
    BACKGROUND,
    Cancel,
    Draw,
    Drawn,
    Ended,
    Examine,
    Size,
    Stop,
    Submit,
    Warm,
)
from explorer.records.program_key import ProgramKey

CARDS, WARMING = "cards", "warming"
"""Sketches and programs compiled ahead count as clients; no address is spelt like these."""
WEIGHTS = dict.fromkeys((WARMING, *BACKGROUND), 0.1)
"""What nobody watches gets time when nobody waits, and little otherwise."""


class Worker:
    """Owns the session and the work of every client, and shares the time between them.

    Attributes:
        busy_since: when the current piece of work began; None between pieces.
    """

    def __init__(self, connection: Connection):
        self.connection = connection
        self.session = Session()
        self.clients: dict[str, ClientWork] = {}
        self.to_draw: deque[tuple[str, str]] = deque()
        self.to_warm: deque[Iterator] = deque()
        self.process = psutil.Process()
        self.busy_since: float | None = None
        self._shares = Shares(WEIGHTS)
        self._unpaid: tuple[str, ProgramKey | None, float] | None = None
        """Who the last piece was done for, the program that it helped to compile, its seconds."""
        self._programs = 0

    def work(self) -> None:
        """Read all messages, then do a piece of work for the client that has had least time.

        All messages are read before each piece, because one may cancel a run.
        """
        self._report_size()
        while True:
            idle = not self._waiting()
            self.busy_since = None
            while self.connection.poll(None if idle else 0):
                message = self.connection.recv()
                if isinstance(message, Stop):
                    return
                self._take(message)
                idle = False
            self.busy_since = time.monotonic()
            self._settle()
            if clients := self._waiting():
                self._serve(self._shares.next(clients))

    def _waiting(self) -> list[str]:
        """The clients with something to do."""
        clients = [client for client, work in self.clients.items() if work.kinds]
        if self.to_draw:
            clients.append(CARDS)
        if self.to_warm:
            clients.append(WARMING)
        return clients

    def _take(self, message) -> None:
        if isinstance(message, Submit):
            self._work_of(message.client).submit(message)
        elif isinstance(message, Examine):
            self._work_of(message.client).examine(message)
        elif isinstance(message, Cancel):
            for work in self.clients.values():
                work.cancel(message.run)
        elif isinstance(message, Warm):
            self.to_warm.extend(map(self.session.preparing, message.specs))
        elif isinstance(message, Draw):
            self.to_draw.extend(message.wanted)

    def _work_of(self, client: str) -> ClientWork:
        return self.clients.setdefault(client, ClientWork(self.session))

    def _serve(self, client: str) -> None:
        began = time.perf_counter()
        compiled = None
        if client == CARDS:
            self._draw(*self.to_draw.popleft())
        elif client == WARMING:
            self._warm()
        else:
            compiled = self._compute(client)
        if self.session.size != self._programs:
            self._report_size()
        self._unpaid = client, compiled, time.perf_counter() - began

    def _settle(self) -> None:
        """Charge for the last piece, once it is known who else has come.

        A program is compiled for all that wait for it: whoever is first must not pay for a class.
        """
        if self._unpaid is None:
            return
        client, compiled, spent = self._unpaid
        self._unpaid = None
        waiting = [
            other
            for other, work in self.clients.items()
            if compiled is not None and work.waits_for == compiled
        ]
        payers = {client, *waiting}
        for payer in payers:
            self._shares.charge(payer, spent / len(payers))

    def _compute(self, client: str) -> ProgramKey | None:
        """Do a piece of a client's work; returns the program that it helped to compile."""
        work = self.clients[client]
        live = sum(work.live for work in self.clients.values())
        for message in work.do(max(1, live)):
            self.connection.send(message)
            if isinstance(message, Ended):
                self._report_size()
        if not work.kinds:
            del self.clients[client]
        return work.compiled

    def _warm(self) -> None:
        try:
            next(self.to_warm[0])
        except StopIteration:
            self.to_warm.popleft()

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
