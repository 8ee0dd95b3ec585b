"""The cluster as the hub sees it, without Ray: a thread answers as the process that joined."""

import asyncio
import json
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Pipe
from queue import SimpleQueue
from threading import Lock, Thread

import pytest
from app_server import python
from cold_worker import until, watched
from fake_workers import FakeWorker
from starlette.requests import Request

from explorer.engine.inventory import inventory
from explorer.engine.queued import QueuedConnection
from explorer.hub import cluster as cluster_module
from explorer.hub import shared
from explorer.hub.cluster import Cluster
from explorer.hub.cluster_settings import cluster_address, cluster_of_environment
from explorer.hub.hub import RunHub
from explorer.hub.worker import MAX_PROGRAMS
from explorer.records.cluster import (
    Begin,
    End,
    Exited,
    NotJoined,
    Offer,
    Place,
    Said,
    Standing,
    Tell,
)
from explorer.records.messages import Alive, Cancel, Ready, Stop
from explorer.records.spec import RunSpec
from explorer.web import health
from explorer.words import cluster as words

CATALOGUE = inventory().catalogue
REQUEST = Request({"type": "http", "query_string": b"", "headers": []})


class FakeProcess:
    """What `Cluster` needs of the process that it started."""

    def __init__(self, connection):
        self.connection = connection
        self.killing = Lock()

    def kill(self):
        with self.killing:
            self.connection.close()

    def wait(self):
        pass


class FakeCluster(Cluster):
    """One whose other end is the test: `joins` has what each attempt to join meets."""

    def __init__(self, most=None):
        super().__init__("auto", most)
        self.joins = SimpleQueue()
        self.received = []

    def _join(self):
        self.other = self.joins.get()
        if self.other is None:
            return None
        ours, self.other = Pipe()
        self._process = FakeProcess(self.other)
        self._outbox = SimpleQueue()
        Thread(target=self._receive, args=(self._outbox,), daemon=True).start()
        return ours

    def _receive(self, outbox):
        while (message := outbox.get()) is not None:
            self.received.append(message)

    def join(self, *messages):
        """The next attempt succeeds, and this is said."""
        before = getattr(self, "other", None)
        self.joins.put(True)
        until(lambda: getattr(self, "other", None) not in (before, True))
        self.say(*messages)

    def say(self, *messages):
        for message in messages:
            self.other.send(message)

    def close(self):
        self.joins.put(None)
        super().close()

    def lose(self):
        """The process is gone."""
        self._process.kill()


@pytest.fixture
def cluster(monkeypatch):
    monkeypatch.setattr(cluster_module, "RETRY_SECONDS", (0.01,))
    return FakeCluster()


@pytest.fixture
def hub(cluster, monkeypatch):
    monkeypatch.setattr("explorer.hub.hub.HOUSEKEEPING_SECONDS", 0.02)
    with closing(RunHub(workers=1, start_worker=FakeWorker, cluster=cluster)) as hub:
        hub.start()
        hub._hear(hub._crew.workers[0], Ready(CATALOGUE))
        yield hub


def begun(cluster):
    return [message.worker for message in cluster.received if isinstance(message, Begin)]


def there(hub):
    """The workers on the cluster."""
    return [worker for worker in hub._crew.workers if not isinstance(worker, FakeWorker)]


def ready(cluster, number, catalogue=CATALOGUE):
    """The worker of that number has a place and is ready."""
    place = Place("node-1", "10.0.0.1", 1000 + number)
    cluster.say(Said(number, (place,)), Said(number, (Alive(), Ready(catalogue))))


def joined(hub, cluster, cpus=2):
    """As many workers as CPUs, ready."""
    before = len(begun(cluster))
    cluster.join(Offer(cpus, cpus))
    until(lambda: len(begun(cluster)) == before + cpus, 10)
    for number in begun(cluster)[-cpus:]:
        ready(cluster, number)
    cluster.say(Offer(cpus, 0))
    until(lambda: hub.status()["cluster"]["ready"] == cpus, 10)


def test_a_cluster_that_was_joined_is_soon_joined_again(monkeypatch):
    monkeypatch.setattr(cluster_module, "RETRY_SECONDS", (0.01, 1000.0))
    cluster = FakeCluster()
    cluster.start()
    with closing(cluster):
        for _ in range(3):
            cluster.join(Offer(1, 1))
            until(lambda: cluster.standing.state == "joined")
            cluster.lose()
            until(lambda: cluster.standing.state == "lost")


def test_there_is_a_worker_for_each_cpu_and_health_says_where(hub, cluster, monkeypatch):
    monkeypatch.setattr(health, "shared_hub", lambda: hub)
    assert hub.status()["cluster"]["words"] == words.STATES["joining"]
    joined(hub, cluster)
    status = json.loads(asyncio.run(health.health(REQUEST)).body)
    assert [(w["node"], w["address"], w["pid"]) for w in status["workers"][1:]] == [
        ("node-1", "10.0.0.1", 1001),
        ("node-1", "10.0.0.1", 1002),
    ]
    assert status["cluster"]["words"] == ""
    cluster.say(Offer(2, 1))  # what is free is known late
    cluster.say(Offer(2, 0))
    until(lambda: hub.status()["cluster"]["free"] == 0)
    assert len(begun(cluster)) == 2
    worker = there(hub)[0]
    worker.send(Cancel(7))
    worker.end()
    until(lambda: cluster.received[-1] == End(1))
    assert Tell(1, Cancel(7)) in cluster.received


def test_explorer_workers_bounds_them(monkeypatch, cluster):
    cluster._most = 3
    for offer, wanted in ((Offer(64, 64), 3), (Offer(2, 2), 2)):
        cluster.standing = replace(
            cluster.standing, state="joined", cpus=offer.cpus, free=offer.free
        )
        assert cluster.wanted == wanted
    cluster.standing = Standing("lost", cpus=2, free=2)
    assert cluster.wanted == 0


def test_words_while_it_does_not_compute_all_it_could(hub, cluster):
    def told():
        return hub.status()["cluster"]["words"]

    cluster.join(Offer(0, 0))
    until(lambda: told() == words.PENDING)
    cluster.say(Offer(8, 0))
    until(lambda: told() == words.FULL)
    cluster.say(Offer(2, 2))
    until(lambda: told().startswith("Starting 2 workers"))
    first, second = begun(cluster)
    ready(cluster, first)
    until(lambda: told().endswith("1 of 2 are ready."))
    cluster.say(Exited(second, "ModuleNotFoundError: tensorflow"))
    until(lambda: told() == words.NOT_STARTED)
    assert "tensorflow" in hub.status()["cluster"]["detail"]
    cluster.lose()
    until(lambda: told() == words.STATES["lost"])
    cluster.join(NotJoined("versions", "Ray 2.9"))
    until(lambda: told() == words.STATES["versions"])
    assert hub.status()["cluster"]["detail"] == "Ray 2.9"
    assert hub.status()["ready"], "the worker of this machine goes on"


def test_a_worker_of_other_code_computes_nothing(hub, cluster):
    cluster.join(Offer(1, 1))
    until(lambda: begun(cluster))
    ready(cluster, 1, replace(CATALOGUE, provenance="other"))
    until(lambda: End(1) in cluster.received)
    cluster.say(Exited(1, ""))
    until(lambda: hub.status()["cluster"]["words"] == words.OTHER_CODE)
    assert not any(worker.ready for worker in there(hub))


def test_runs_go_on_here_when_the_cluster_is_lost_and_there_again_later(hub, cluster):
    joined(hub, cluster)
    runs = [watched(hub, RunSpec("joint_tape", width=width)) for width in (3, 4, 5)]
    until(lambda: sum(worker.load for worker in there(hub)) == 2)
    cluster.lose()
    until(lambda: not there(hub), 10)
    assert all(run.worker in (None, hub._crew.workers[0]) for run in runs)
    assert [run.deaths for run in runs].count(1) == 2
    before = len(begun(cluster))
    joined(hub, cluster)
    assert len(begun(cluster)) == before + 2


def test_a_worker_begun_as_the_cluster_is_lost_exits(cluster):
    heard = []
    worker = cluster.begin(lambda worker, message: heard.append(message))
    worker.join()
    assert heard == [None]


def test_a_grown_worker_leaves_before_its_successor_needs_the_cpu(hub, cluster):
    joined(hub, cluster)
    old, other = there(hub)
    old.programs = MAX_PROGRAMS
    until(lambda: Tell(old.number, Stop()) in cluster.received)
    assert len(begun(cluster)) == 2
    assert not other.retiring
    cluster.say(Exited(old.number, ""), Offer(2, 1))
    until(lambda: len(begun(cluster)) == 3)
    assert hub.status()["cluster"]["words"].startswith("Starting 1 worker")


def test_a_worker_there_takes_over_from_a_busy_one_here(hub, cluster):
    here = hub._crew.workers[0]
    runs = [watched(hub, RunSpec("joint_tape", seed=seed)) for seed in range(9)]
    assert here.load == len(runs)
    joined(hub, cluster)
    assert here.load < len(runs)
    assert sum(worker.load for worker in [here, *there(hub)]) == len(runs)


def test_closing_the_hub_ends_them(cluster):
    hub = RunHub(workers=1, start_worker=FakeWorker, cluster=cluster).start()
    joined(hub, cluster)
    hub.close()
    assert not cluster._workers


@pytest.mark.parametrize("text", ["ray://10.0.0.1:10001", "10.0.0.1", "node:port", "a/b:1"])
def test_a_bad_address_is_refused_in_words(monkeypatch, text):
    monkeypatch.setenv("EXPLORER_RAY", text)
    with pytest.raises(ValueError, match=r"EXPLORER_RAY: expected auto or HOST:PORT"):
        cluster_address()
    if text.startswith("ray:"):
        ended = python("-c", "import app", env={"PATH": "", "EXPLORER_RAY": text})
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
        assert "0 CPUs" in ended.stderr


def test_without_the_variable_there_is_no_cluster_and_ray_is_needed_with_it(monkeypatch):
    monkeypatch.delenv("EXPLORER_RAY", raising=False)
    assert cluster_of_environment() is None
    monkeypatch.setenv("EXPLORER_RAY", "auto")
    monkeypatch.setattr("explorer.hub.cluster_settings.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="EXPLORER_RAY: expected Ray to be installed"):
        cluster_address()
    monkeypatch.setattr("explorer.hub.cluster_settings.find_spec", lambda name: "found")
    assert cluster_of_environment().wanted == 0


def test_a_page_says_how_the_cluster_stands(hub, cluster, monkeypatch):
    monkeypatch.setattr(shared, "_hub", hub)
    monkeypatch.setattr("explorer.web.notice.cluster_address", lambda: "auto")
    script = "from explorer.web.notice import cluster_notice; cluster_notice()"
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_string(script).run()
    assert [each.value for each in page.caption] == [words.STATES["joining"]]
    joined(hub, cluster)
    assert not page.run().caption


def test_messages_between_the_threads_of_an_actor_keep_their_order():
    connection = QueuedConnection()
    assert not connection.poll(0)
    for message in range(3):
        connection.put(message)
        connection.send(-message)
    assert connection.poll(None)
    assert [connection.recv() for _ in range(3)] == [0, 1, 2]
    assert connection.taken(0) == [0, -1, -2]
    assert connection.taken(0.01) == []
