"""The worker aside: it computes cells while no page waits, and is replaced when it dies."""

import threading
from contextlib import closing

import psutil
import pytest
from cells import Ear
from cold_worker import ColdWorker, watched

from explorer.hub import aside
from explorer.hub.aside import AsideWorker
from explorer.hub.hub import RunHub
from explorer.outcomes.measuring import Measuring
from explorer.outcomes.store import OutcomeStore
from explorer.records.messages import Failed, Stop, Submit
from explorer.records.spec import Comparison
from explorer.words.progress import given_up


class FakeWorker:
    """Dies, or fails every run, and remembers what it was told."""

    def __init__(self, hear, dies):
        self.hear, self.dies = hear, dies
        self.ready, self.grown, self.said = not dies, False, []
        if dies:
            threading.Timer(0.05, hear, (self, None)).start()

    def send(self, message):
        self.said.append(message)
        if isinstance(message, Submit):
            failed = Failed(message.run, "no")
            threading.Timer(0.05, self.hear, (self, failed)).start()


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


def test_a_real_cell_waits_for_pages_and_leaves_no_process(tmp_path, catalogue, spec):
    with closing(RunHub(workers=1, start_worker=ColdWorker).start()) as hub:
        hub.catalogue(timeout=120)
        page = watched(hub, Comparison(steps=20_000, seed=3).run("joint_tape", catalogue))
        ear = Ear()
        measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
        viewer = measuring.join(ear)
        seen = []

        def notify(news):
            seen.append((news.kind, page.over))
            ear(news)

        viewer.notify = notify
        measuring.want(viewer, [spec])
        with ear.changed:
            assert ear.changed.wait_for(lambda: ear.told() or ear.told("failed"), 120)
        assert seen[0] == ("waiting", False)
        assert seen[1] == ("measuring", True), "it began while a page's run was computed"
        pid = hub._aside.worker.figures["pid"]
        assert psutil.Process(pid).nice() > psutil.Process().nice()
        assert len(hub.status()["workers"]) == 1
        cell = measuring.store.get(spec)
        assert (cell.outcome.status, cell.outcome.broken_link) == ("finished", None)
        assert OutcomeStore(tmp_path, catalogue).get(spec) == cell
        assert cell.curves[0].points[0] == (0, cell.curves[0].initial)
    assert not psutil.pid_exists(pid)
