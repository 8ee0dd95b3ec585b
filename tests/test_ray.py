"""Workers on a real Ray cluster of two nodes: spread, killed, and gone with the web process."""

import signal
from contextlib import closing
from importlib.util import find_spec

import psutil
import pytest
from app_server import AppServer
from cold_worker import ColdWorker, ignore, until, watched
from ray_nodes import Nodes

from explorer.hub.cluster import Cluster
from explorer.hub.hub import RunHub
from explorer.records.spec import Comparison

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed"),
]
STARTS = 150
"""Seconds that three imports of TensorFlow may take on two busy cores."""


@pytest.fixture(scope="module")
def nodes():
    with Nodes() as nodes:
        yield nodes


@pytest.fixture
def ray_hub(nodes):
    """A hub with a worker on each node; it gives back their CPUs, which other tests take."""
    cluster = Cluster(nodes.address)
    with closing(RunHub(workers=1, start_worker=ColdWorker, cluster=cluster).start()) as hub:
        until(lambda: hub.status()["cluster"]["ready"] == 2, STARTS)
        yield hub


def actors(status):
    return {worker["pid"] for worker in status["workers"] if worker.get("cluster")}


def test_runs_are_spread_over_both_nodes_and_are_the_same_runs(ray_hub, nodes, session, catalogue):
    seen = set()
    specs = [Comparison(seed=seed, steps=1500).run("joint_tape", catalogue) for seed in range(8)]
    runs = [watched(ray_hub, spec) for spec in specs]

    def complete():
        seen.update(run.worker.figures["pid"] for run in runs if run.worker is not None)
        return all(run.complete for run in runs)

    until(complete)
    for node in nodes.nodes:
        assert node.pids() & actors(ray_hub.status()) & seen
    for spec, run in zip(specs, runs, strict=True):
        assert run.outcome.fingerprint == session.run_to_end(spec).outcome.fingerprint
        assert run.landscape is not None
    for worker in ray_hub.status()["workers"]:
        assert worker["node"]
    assert ray_hub.status()["cluster"]["words"] == ""


def test_a_node_killed_in_mid_run_changes_nothing(ray_hub, nodes, session, catalogue):
    # Of three programs, so that each worker has one.
    specs = [
        Comparison(steps=6000, width=width, seed=90).run("joint_tape", catalogue)
        for width in (128, 127, 126)
    ]
    runs = [watched(ray_hub, spec) for spec in specs]
    doomed = nodes.nodes[0]
    on_node = []

    def begun():
        there = [run for run in runs if run.worker and run.worker.figures["pid"] in doomed.pids()]
        on_node[:] = [run for run in there if run.telemetry and run.telemetry.rows > 500]
        return on_node

    until(begun)
    held = [run.telemetry for run in on_node]
    doomed.kill()
    until(lambda: all(run.restarts for run in on_node), 60)
    until(lambda: all(run.over for run in runs))
    for spec, run in zip(specs, runs, strict=True):
        assert run.outcome.fingerprint == session.run_to_end(spec).outcome.fingerprint
    assert held == [run.telemetry for run in on_node], "its rows were joined"
    nodes.nodes[0] = nodes.add_node()
    until(lambda: ray_hub.status()["cluster"]["ready"] == 2, STARTS)


def clusters():
    """The processes on this machine that are the centre of a cluster."""
    return {process.pid for process in psutil.process_iter() if process.name() == "gcs_server"}


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_actor_outlives_the_web_process(nodes, tmp_path, sent):
    environment = {"EXPLORER_RAY": nodes.address, "EXPLORER_CACHE": str(tmp_path)}
    with AppServer(environment=environment) as server:
        until(lambda: server.health()["cluster"]["ready"] == 2, STARTS)
        left = actors(server.health())
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert len(left) == 2
        before = clusters()
        server.process.send_signal(sent)
        for child in children if sent is signal.SIGTERM else ():
            child.terminate()  # systemd sends it to all
        server.process.wait(20)
        until(lambda: not any(map(psutil.pid_exists, left)), 30)
        assert not psutil.wait_procs(children, 30)[1]
        assert clusters() == before
        assert "Traceback" not in server.read_log()


def test_a_cluster_that_is_lost_is_left_and_joined_again(catalogue):
    with Nodes() as nodes:
        cluster = Cluster(nodes.address)
        with closing(RunHub(workers=1, start_worker=ColdWorker, cluster=cluster).start()) as hub:
            until(lambda: hub.status()["cluster"]["ready"] == 2, STARTS)
            spec = Comparison(steps=20_000, width=128, seed=5).run("joint_tape", catalogue)
            run = watched(hub, spec)
            nodes.head.kill()
            until(lambda: hub.status()["cluster"]["state"] in ("lost", "unreachable"), 120)
            until(lambda: run.over)
            assert run.outcome.status == "finished"
            run.unwatch(ignore)
            until(lambda: actors(hub.status()) == set(), 30)
            nodes.kill()
            nodes.start()
            until(lambda: hub.status()["cluster"]["ready"] == 2, STARTS)


def test_a_token_is_needed_where_the_cluster_asks_for_one(monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", "right" * 8)
    with Nodes() as nodes:
        with closing(Cluster(nodes.address)) as cluster:
            cluster.start()
            until(lambda: cluster.standing.state == "joined" and cluster.standing.cpus == 2, 60)
        monkeypatch.setenv("RAY_AUTH_TOKEN", "wrong" * 8)
        with closing(Cluster(nodes.address)) as cluster:
            cluster.start()
            until(lambda: cluster.standing.state == "unreachable", 90)
