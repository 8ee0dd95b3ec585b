"""The worker aside: it computes cells while no page waits, and is replaced when it dies."""

import threading

import pytest

from explorer.hub import aside
from explorer.hub.aside import AsideWorker
from explorer.records.messages import Failed, Ready, Stop, Submit
from explorer.words.progress import given_up


class FakeWorker:
    """Dies, or fails every run, and remembers what it was told."""

    def __init__(self, hear, dies):
        self.hear, self.dies = hear, dies
        self.ready, self.grown, self.said = not dies, False, []
        self.seconds = 0.05
        if dies:
            threading.Timer(0.05, hear, (self, None)).start()

    def send(self, message):
        self.said.append(message)
        if isinstance(message, Submit):
            failed = Failed(message.run, "no")
            threading.Timer(self.seconds, self.hear, (self, failed)).start()


@pytest.fixture
def workers():
    return []


def aside_with(workers, dies):
    def start(hear, *, yielding):
        assert yielding
        workers.append(FakeWorker(hear, dies))
        return workers[-1]

    return AsideWorker(start)


def test_a_run_whose_worker_dies_gets_one_more_try(spec, workers):
    run = aside_with(workers, dies=True).compute(spec)
    assert len(workers) == 2
    assert run.failure == given_up(2)


def test_the_time_of_a_run_begins_when_its_worker_is_ready(spec, catalogue, workers, monkeypatch):
    monkeypatch.setattr(aside, "RUN_SECONDS", 1.0)
    lane = aside_with(workers, dies=False)
    lane._begin()
    (worker,) = workers
    worker.ready, worker.seconds = False, 0.6
    threading.Timer(0.6, worker.hear, (worker, Ready(catalogue))).start()
    assert lane.compute(spec).failure == "no"


def test_a_worker_is_kept_until_it_has_grown_or_is_idle(spec, workers, monkeypatch):
    lane = aside_with(workers, dies=False)
    lane._begin()
    lane.compute(spec)
    lane.compute(spec)
    lane.end_when_idle()
    assert lane.worker is workers[0]
    workers[0].grown = True
    lane.compute(spec)
    assert lane.worker is None
    assert isinstance(workers[0].said[-1], Stop)

    lane._begin()
    monkeypatch.setattr(aside, "IDLE_SECONDS", -1.0)
    lane.end_when_idle()
    assert lane.worker is None
    assert isinstance(workers[1].said[-1], Stop)
