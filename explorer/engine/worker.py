"""The work of a worker process: takes specs, yields rows."""

import time
import traceback
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection

import psutil

from explorer.engine import chain
from explorer.engine.inventory import inventory
from explorer.engine.messages import (
    Cancel,
    Compiling,
    Draw,
    Drawn,
    Ended,
    Failed,
    Measured,
    Rows,
    Size,
    Started,
    Stop,
    Submit,
    Surveyed,
    Warm,
)
from explorer.engine.session import Session
from explorer.engine.sketches import sketch
from explorer.sentence import sentence

CHUNK_SECONDS = 0.05
"""Longest chunk, so that rows come often."""
TURN_SECONDS = 0.125
"""Every live run gets a chunk this often: half of what is promised (4 a second), because the
web process and the viewers want the same cores."""
FIRST_CHUNK = 20
"""Steps of a run's first chunk, while its pace is unknown: a large network may need a second."""


class Worker:
    """Owns the session, the live runs and their turns."""

    def __init__(self, connection: Connection):
        self.connection = connection
        self.session = Session()
        self.to_start: deque[Submit] = deque()
        self.live: deque[LiveRun] = deque()
        self.surveys: deque[tuple[int, Iterator]] = deque()
        self.to_draw: deque[tuple[str, str]] = deque()
        self.to_warm: deque = deque()
        self.process = psutil.Process()

    def work(self) -> None:
        """Hear what is asked; start one run and give a live one its turn; else survey, draw, warm.

        All that is asked is heard before the next run is compiled: it may be cancelled by then.
        """
        self._report_size()
        while True:
            waiting = (self.to_start, self.live, self.surveys, self.to_draw, self.to_warm)
            idle = not any(waiting)
            while self.connection.poll(None if idle else 0):
                message = self.connection.recv()
                if isinstance(message, Stop):
                    return
                self._take(message)
                idle = False
            if self.to_start:
                self._start(self.to_start.popleft())
            if self.live:
                self._advance(self.live.popleft())
            elif self.surveys:
                self._survey(*self.surveys.popleft())
            elif self.to_draw:
                self._draw(*self.to_draw.popleft())
            elif self.to_warm:
                self.session.trainer(self.to_warm.popleft())
                self._report_size()

    def _take(self, message) -> None:
        if isinstance(message, Submit):
            self.to_start.append(message)
        elif isinstance(message, Cancel):
            self.to_start = deque(wanted for wanted in self.to_start if wanted.run != message.run)
            self.live = deque(run for run in self.live if run.number != message.run)
            self.surveys = deque(item for item in self.surveys if item[0] != message.run)
        elif isinstance(message, Warm):
            self.to_warm.extend(message.specs)
        elif isinstance(message, Draw):
            self.to_draw.extend(message.wanted)

    def _start(self, message: Submit) -> None:
        self.connection.send(Compiling(message.run))
        try:
            run = LiveRun(message.run, self.session.trainer(message.spec), message.survey)
        except Exception:
            self.connection.send(Failed(message.run, traceback.format_exc(limit=-3)))
            return
        self._report_size()
        trainer = run.trainer
        self.connection.send(
            Started(
                run.number,
                trainer.columns,
                trainer.initial,
                trainer.mode,
                trainer.data.view(),
                trainer.reads_as_is,
            )
        )
        self.live.append(run)

    def _advance(self, run: "LiveRun") -> None:
        try:
            messages = list(run.advance(min(CHUNK_SECONDS, TURN_SECONDS / (len(self.live) + 1))))
        except Exception:
            messages = [Failed(run.number, traceback.format_exc(limit=-3))]
        for message in messages:
            self.connection.send(message)
        if not messages or not isinstance(messages[-1], (Ended, Failed)):
            self.live.append(run)
            return
        self._report_size()
        if run.survey and isinstance(messages[-1], Ended):
            self.surveys.append((run.number, self.session.survey(run.trainer)))

    def _survey(self, number: int, survey: Iterator) -> None:
        """One piece of a survey; it may need a second in all, and what is live goes first."""
        try:
            landscape = next(survey)
        except StopIteration:
            self.connection.send(Surveyed(number, None))
            return
        except Exception:  # without it the run is whole all the same
            traceback.print_exc()
            self.connection.send(Surveyed(number, None))
            return
        if landscape is None:
            self.surveys.append((number, survey))
        else:
            self.connection.send(Surveyed(number, landscape))

    def _draw(self, section: str, key: str) -> None:
        try:
            drawn = sketch(section, key)
        except Exception:  # a card without its picture is still a card
            traceback.print_exc()
            drawn = None
        self.connection.send(Drawn(section, key, drawn))

    def _report_size(self) -> None:
        resident = self.process.memory_info().rss
        self.connection.send(Size(self.session.size, resident))


class LiveRun:
    """A run and its pace."""

    def __init__(self, number: int, trainer, survey: bool):
        self.number = number
        self.trainer = trainer
        self.survey = survey
        self.steps = FIRST_CHUNK
        self.measured = False

    def advance(self, seconds: float):
        """One chunk of about `seconds`; the messages it gives."""
        trainer = self.trainer
        if not trainer.ended:
            began = time.perf_counter()
            chunk = trainer.advance(self.steps)
            spent = time.perf_counter() - began
            done = max(1, len(chunk.rows))
            self.steps = max(1, round(done * min(10.0, seconds / spent)))
            yield Rows(self.number, chunk.first_row, chunk.rows, chunk.snapshots)
        if not self.measured and trainer.step >= min(chain.FIRST, trainer.spec.steps):
            self.measured = True
            yield Measured(self.number, trainer.chain())
        if trainer.ended:
            yield Ended(
                self.number, trainer.outcome, sentence(trainer.outcome, inventory().catalogue)
            )
