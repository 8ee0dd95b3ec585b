"""One client's work at a worker: runs to start, advance and survey, and steps to examine."""

import time
import traceback
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from explorer.engine.course import Course
from explorer.engine.inventory import inventory
from explorer.engine.pace import FIRST_CHUNK, Pace
from explorer.engine.session import Session
from explorer.engine.shares import Shares
from explorer.records.messages import (
    Answered,
    Ended,
    Examine,
    Failed,
    Measured,
    Rows,
    Started,
    Submit,
    Surveyed,
)
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

CHUNK_SECONDS = 0.05
"""Longest chunk, so that rows come often."""
TURN_SECONDS = 0.125
"""Every live run gets a chunk this often: half of what is promised (4 a second), because the
web process and the viewers want the same cores."""
SWAPS = 4.0
"""A chunk takes at least this many times as long as putting its run's state back."""
WEIGHTS = {"start": 1.0, "advance": 1.0, "examine": 0.5, "survey": 0.25}
"""Compilations and live runs alternate by time; answers and landscapes keep coming beside them."""


class ClientWork:
    """Owns the runs and questions of one client here. `do` yields the messages of one piece.

    Attributes:
        compiled: the program that the last piece helped to compile; None where it did other work.
    """

    def __init__(self, session: Session):
        self.compiled: ProgramKey | None = None
        self._session = session
        self._to_start: deque[Submit] = deque()
        self._starting: Starting | None = None
        self._live: deque[LiveRun] = deque()
        self._surveys: deque[tuple[int, Iterator]] = deque()
        self._questions: dict[int, Generator] = {}
        self._shares = Shares(WEIGHTS)

    @property
    def kinds(self) -> list[str]:
        """The kinds of work that are waiting."""
        waiting = {
            "advance": self._live,
            "start": self._starting or (self._to_start and not self._held),
            "examine": self._questions,
            "survey": self._surveys,
        }
        return [kind for kind, items in waiting.items() if items]

    @property
    def _held(self) -> bool:
        """Whether the next run waits for a live one: nobody watches, and swapping states costs."""
        return bool(self._live) and not any(run.survey for run in (*self._live, self._to_start[0]))

    @property
    def live(self) -> int:
        """How many runs are being computed."""
        return len(self._live)

    @property
    def waits_for(self) -> ProgramKey | None:
        """The program of the run that is started next; None where there is none."""
        if self._starting is not None:
            return self._starting.program
        return _program_of(self._to_start[0].spec) if self._to_start else None

    def submit(self, message: Submit) -> None:
        """Queue a run."""
        self._to_start.append(message)

    def examine(self, message: Examine) -> None:
        """Queue a question about a step."""
        examining = self._session.examiner.examining(message.spec, message.step)
        self._questions[message.question] = examining

    def cancel(self, run: int) -> None:
        """Drop everything about a run, or a question; does nothing if it is not here."""
        if run in self._questions:
            self._questions.pop(run).close()
        self._to_start = deque(item for item in self._to_start if item.run != run)
        self._live = deque(item for item in self._live if item.number != run)
        self._surveys = deque(item for item in self._surveys if item[0] != run)
        if self._starting and self._starting.message.run == run:
            self._starting = None

    def do(self, live: int) -> Iterator:
        """Do one piece of work and yield its messages.

        Args:
            live: runs that this worker computes for all clients together.
        """
        kind = self._shares.next(self.kinds)
        self.compiled = None
        began = time.perf_counter()
        if kind == "start":
            yield from self._start()
        elif kind == "advance":
            yield from self._advance(min(CHUNK_SECONDS, TURN_SECONDS / live))
        elif kind == "examine":
            yield from self._examine()
        else:
            yield from self._survey()
        self._shares.charge(kind, time.perf_counter() - began)

    def _start(self) -> Iterator:
        if self._starting is None:
            message = self._to_start.popleft()
            phases = self._session.preparing(message.spec)
            self._starting = Starting(message, _program_of(message.spec), phases)
        message, program = self._starting.message, self._starting.program
        if program not in self._session.programs:
            self.compiled = program
        try:
            next(self._starting.phases)
        except StopIteration as end:
            self._starting = None
            yield from self._begin(message, end.value)
        except Exception:
            self._starting = None
            yield Failed(message.run, traceback.format_exc(limit=-3))

    def _begin(self, message: Submit, course: Course) -> Iterator:
        yield Started(
            message.run,
            course.columns,
            course.initial,
            course.modes,
            course.data.view(),
            course.reads_as_is,
        )
        self._live.append(LiveRun(message, course, self._session.paces))

    def _advance(self, seconds: float) -> Iterator:
        run = self._live.popleft()
        try:
            messages = list(run.advance(seconds))
        except Exception:
            messages = [Failed(run.number, traceback.format_exc(limit=-3))]
        yield from messages
        if not messages or not isinstance(messages[-1], (Ended, Failed)):
            self._live.append(run)
        elif run.survey and isinstance(messages[-1], Ended):
            self._surveys.append((run.number, self._session.survey(run.course)))

    def _examine(self) -> Iterator:
        """One piece of the oldest question, so that questions about one run share its course."""
        number, examining = next(iter(self._questions.items()))
        try:
            next(examining)
            return
        except StopIteration as end:
            examination = end.value
        except Exception:  # the page reports that there is no answer
            traceback.print_exc()
            examination = None
        del self._questions[number]
        yield Answered(number, examination)

    def _survey(self) -> Iterator:
        """One piece of a survey; it may need a second in all."""
        number, survey = self._surveys.popleft()
        try:
            landscape = next(survey)
        except StopIteration:
            yield Surveyed(number, None)
            return
        except Exception:  # the run is complete without it
            traceback.print_exc()
            yield Surveyed(number, None)
            return
        if landscape is None:
            self._surveys.append((number, survey))
        else:
            yield Surveyed(number, landscape)


@dataclass
class Starting:
    """A run whose program is being prepared."""

    message: Submit
    program: ProgramKey
    phases: Iterator


def _program_of(spec: RunSpec) -> ProgramKey:
    """The program that a run begins with."""
    return ProgramKey.of(spec, inventory().catalogue.dataset(spec.dataset))


class LiveRun:
    """A run and its pace."""

    def __init__(self, message: Submit, course: Course, paces: dict[ProgramKey, int]):
        self.number = message.run
        self.course = course
        self.survey = message.survey
        self.key = _program_of(message.spec)
        self.paces = paces
        # Where nobody waits for a first row, a known pace saves the short first chunks.
        self.pace = Pace() if message.survey else Pace(paces.get(self.key, FIRST_CHUNK))
        self.measured = 0

    def advance(self, seconds: float) -> Iterator:
        """Do one chunk of about `seconds`, longer where swapping is slow; yield its messages."""
        course = self.course
        if not course.ended:
            began = time.perf_counter()
            chunk = course.advance(self.pace.steps)
            spent = time.perf_counter() - began - course.swap_seconds
            seconds = max(seconds, SWAPS * course.swap_seconds)
            self.pace.learn(len(chunk.rows), spent, seconds)
            self.paces[self.key] = self.pace.steps
            yield Rows(self.number, chunk.first_row, chunk.rows, chunk.snapshots)
        for chain in course.chains(after=self.measured):
            yield Measured(self.number, self.measured, chain)
            self.measured += 1
        if course.ended:
            yield Ended(self.number, course.outcome)
