"""Questions about steps at the hub: who is asked, what replaces what, and workers that die."""

import threading

import pytest
from fake_workers import FakeWorker
from limiting import lower

from explorer import limits
from explorer.hub.bounds import Busy
from explorer.hub.hub import RunHub
from explorer.hub.questions import NotReady
from explorer.records.examination import Examination
from explorer.records.messages import Answered, Cancel, Examine, Ready
from explorer.records.spec import Comparison


@pytest.fixture
def hub(catalogue):
    """A hub of two workers that are ready and do nothing."""
    hub = RunHub(workers=2, start_worker=FakeWorker).start()
    for worker in list(hub._crew.workers):
        hub._hear(worker, Ready(catalogue))
    yield hub
    hub.close()


def spec_of(catalogue, **fields):
    return Comparison(**{"depth": 0, "width": 8, **fields}).run("joint_tape", catalogue)


class Waiting:
    """Asks, and waits until it is over."""

    def __init__(self, hub, spec, step, asker="tab"):
        self.over = threading.Event()
        self.question = hub.ask(spec, step, "visitor", asker, self.over.set)

    @property
    def state(self):
        return self.question.state


def asked(worker):
    return [message for message in worker.sent if isinstance(message, Examine)]


def cancelled(worker):
    return [message.run for message in worker.sent if isinstance(message, Cancel)]


def test_the_worker_that_knows_the_program_is_asked_and_answers(hub, catalogue):
    spec, (_, knowing) = spec_of(catalogue), hub._crew.workers
    knowing.known.add(hub._program_of(spec))
    waiting = Waiting(hub, spec, 7)
    (message,) = asked(knowing)
    assert (message.spec, message.step, message.client) == (spec, 7, "visitor")
    assert waiting.state == "waiting"
    answer = Examination(7, {})
    hub._hear(knowing, Answered(message.question, answer))
    assert waiting.over.is_set()
    assert (waiting.state, waiting.question.answer) == ("answered", answer)
    assert cancelled(knowing) == []


def test_the_next_step_goes_to_the_worker_that_has_the_course(hub, catalogue):
    spec = spec_of(catalogue)
    Waiting(hub, spec, 7)
    (first,) = [worker for worker in hub._crew.workers if asked(worker)]
    for worker in hub._crew.workers:
        worker.known.add(hub._program_of(spec))
    hub.open(spec_of(catalogue, seed=1))
    Waiting(hub, spec, 8)
    assert [message.step for message in asked(first)] == [7, 8]


def test_a_newer_question_replaces_only_the_older_one_of_its_asker(hub, catalogue):
    spec = spec_of(catalogue)
    old, other = Waiting(hub, spec, 7), Waiting(hub, spec, 7, asker="another tab")
    new = Waiting(hub, spec, 8)
    assert old.over.is_set()
    assert (old.state, other.state, new.state) == ("replaced", "waiting", "waiting")
    assert cancelled(old.question.worker) == [old.question.number]
    hub._hear(old.question.worker, Answered(old.question.number, Examination(7, {})))
    assert old.state == "replaced"


def test_a_question_is_asked_again_once_when_its_worker_dies(hub, catalogue):
    waiting = Waiting(hub, spec_of(catalogue), 7)
    first = waiting.question.worker
    hub._hear(first, None)
    second = waiting.question.worker
    assert second not in (None, first)
    assert waiting.state == "waiting"
    hub._hear(second, None)
    assert waiting.over.is_set()
    assert waiting.state == "failed"


def test_what_cannot_be_answered_is_over_too(hub, catalogue):
    spec = spec_of(catalogue)
    fault, left, late = (Waiting(hub, spec, 7, asker) for asker in ("a", "b", "c"))
    hub._hear(fault.question.worker, Answered(fault.question.number, None))
    hub.withdraw(left.question)
    hub.withdraw(left.question)
    hub.close()
    assert [each.state for each in (fault, left, late)] == ["failed"] * 3
    assert cancelled(left.question.worker).count(left.question.number) == 1
    with pytest.raises(NotReady):
        Waiting(hub, spec, 8)


def test_questions_are_bounded(hub, catalogue, monkeypatch):
    lower(monkeypatch, limits.QUESTIONS, 2)
    spec = spec_of(catalogue)
    one, _ = Waiting(hub, spec, 1, "a"), Waiting(hub, spec, 1, "b")
    with pytest.raises(Busy, match="EXPLORER_MAX_QUESTIONS allows 2"):
        Waiting(hub, spec, 1, "c")
    Waiting(hub, spec, 2, "a")
    assert one.state == "replaced"


def test_without_a_ready_worker_nothing_is_asked(catalogue):
    hub = RunHub(workers=1, start_worker=lambda hear: FakeWorker(hear, ready=False)).start()
    try:
        with pytest.raises(NotReady):
            Waiting(hub, spec_of(catalogue), 1)
    finally:
        hub.close()
