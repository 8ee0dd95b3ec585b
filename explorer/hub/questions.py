"""Questions about single steps: asked of a worker, answered once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Literal

from explorer import limits
from explorer.hub.bounds import Busy
from explorer.hub.worker import Worker
from explorer.records.examination import Examination
from explorer.records.messages import Answered, Cancel, Examine
from explorer.records.program_key import ProgramKey
from explorer.records.spec import RunSpec

MAX_TRIES = 2
"""How many workers are asked: a question may be what a worker died of."""
REMEMBERED = 64
"""Runs of which it is known which worker has the course at hand."""

State = Literal["waiting", "answered", "replaced", "failed"]


class NotReady(Exception):
    """No worker could be asked; trying again later may work."""


class Question:
    """One step of a run, to be examined. Written by the hub; read by any thread once it is over.

    Args:
        number: its own; no run has the same.
        spec: the run.
        step: which one, from 1.
        client: who asks; workers share their time between clients.
        asker: of those with the same one, a later question replaces an earlier one.
        notify: called once, from any thread, as soon as it is over.

    Attributes:
        worker: who was asked last; None while it waits for one.
        tries: how many workers were asked.
        answer: the examination, where it was answered.
    """

    def __init__(
        self,
        number: int,
        spec: RunSpec,
        step: int,
        client: str,
        asker: Hashable,
        notify: Callable[[], None],
    ):
        self.number = number
        self.spec = spec
        self.step = step
        self.client = client
        self.asker = asker
        self.state: State = "waiting"
        self.worker: Worker | None = None
        self.tries = 0
        self.answer: Examination | None = None
        self._notify = notify

    def end(self, state: State, answer: Examination | None = None) -> None:
        """It is over; its notify must not wait for the hub."""
        self.answer, self.state = answer, state
        self._notify()


class Questions:
    """Owner of the questions that wait; the hub holds its lock around every call."""

    def __init__(self):
        self._waiting: dict[int, Question] = {}
        self._at_hand: OrderedDict[RunSpec, Worker] = OrderedDict()

    def ask(self, question: Question) -> None:
        """Take a question, in place of an earlier one of the same asker.

        Raises:
            Busy: too many wait already.
        """
        for earlier in [q for q in self._waiting.values() if q.asker == question.asker]:
            self.end(earlier, "replaced")
        if len(self._waiting) >= limits.QUESTIONS.value:
            count = len(self._waiting)
            raise Busy(f"this server is already examining {count:,} steps; {limits.QUESTIONS}")
        self._waiting[question.number] = question

    def send(self, ready: Sequence[Worker], program_of: Callable[[RunSpec], ProgramKey]) -> None:
        """Ask a worker every question that has none."""
        for question in [q for q in self._waiting.values() if q.worker is None]:
            program = program_of(question.spec)
            worker = self._worker_for(question.spec, ready, program)
            if worker is not None:
                worker.known.add(program)
                self._remember(question.spec, worker)
                question.worker = worker
                question.tries += 1
                spec, step = question.spec, question.step
                worker.send(Examine(question.number, spec, step, client=question.client))

    def _remember(self, spec: RunSpec, worker: Worker) -> None:
        self._at_hand[spec] = worker
        self._at_hand.move_to_end(spec)
        if len(self._at_hand) > REMEMBERED:
            self._at_hand.popitem(last=False)

    def _worker_for(
        self, spec: RunSpec, ready: Sequence[Worker], program: ProgramKey
    ) -> Worker | None:
        """Who has the course at hand, else the least busy of those who know the program."""
        at_hand = self._at_hand.get(spec)
        if at_hand in ready:
            return at_hand
        knowing = [worker for worker in ready if program in worker.known]
        able = knowing or [worker for worker in ready if not worker.full]
        return min(able, key=lambda worker: worker.load, default=None)

    def take(self, message: Answered) -> None:
        """An answer; one to a question that is over changes nothing."""
        question = self._waiting.get(message.question)
        if question is not None:
            self.end(question, "answered" if message.examination else "failed", message.examination)

    def lose(self, worker: Worker) -> None:
        """A worker has exited: its questions are asked again, or given up."""
        self._at_hand = OrderedDict(item for item in self._at_hand.items() if item[1] is not worker)
        for question in [q for q in self._waiting.values() if q.worker is worker]:
            question.worker = None
            if question.tries >= MAX_TRIES:
                self.end(question, "failed")

    def end(self, question: Question, state: State, answer: Examination | None = None) -> None:
        """A question is over; does nothing if it was already."""
        if self._waiting.pop(question.number, None) is None:
            return
        if question.worker is not None and state != "answered":
            question.worker.send(Cancel(question.number))
        question.end(state, answer)

    def end_all(self) -> None:
        """Nothing will be answered any more."""
        for question in list(self._waiting.values()):
            self.end(question, "failed")
