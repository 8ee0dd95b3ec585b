"""Twenty workers are killed in the middle of their work: nobody can tell from the results."""

import os
import signal
from functools import cache
from threading import Thread

import psutil
import pytest
from cold_worker import pids, until
from stream_reader import Reader

from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import MAX_DEATHS
from explorer.outcomes.measuring import Measuring
from explorer.outcomes.table import spec_of
from explorer.records.grid import Grid
from explorer.records.spec import Comparison
from explorer.sweep.sweep import Sweep
from explorer.web.viewer import Viewer

pytestmark = pytest.mark.long
WIRINGS = ("joint_tape", "endpoint_layer", "loss_in_compile", "registering_model")


class Followed:
    """A run with a viewer that reads all of it."""

    def __init__(self, hub, catalogue, run):
        self.run = run
        self.reader = Reader()
        self._viewer = Viewer(0, run, catalogue)
        run.watch(self._nothing)

    def _nothing(self):
        """The test asks by itself."""

    def read(self):
        for message in self._viewer.news():
            self.reader.take(message)
        return self

    @property
    def rows(self):
        return self.read().reader.held.get(0, 0)


class Killer:
    """Kills workers and counts."""

    def __init__(self):
        self.killed = []

    def kill(self, worker):
        pid = worker.figures["pid"]
        os.kill(pid, signal.SIGKILL)
        self.killed.append(pid)
        until(lambda: not psutil.pid_exists(pid))


@pytest.fixture(scope="module")
def killer(hub):
    killer = Killer()
    yield killer
    assert len(killer.killed) == 20
    assert not any(map(psutil.pid_exists, killer.killed))
    until(lambda: len(pids(hub)) == 2 and all(map(psutil.pid_exists, pids(hub))))


@pytest.fixture(scope="module")
def undisturbed(session):
    """The same run in this process, where nobody is killed."""
    return cache(session.run_to_end)


@pytest.mark.parametrize("number", range(4))
def test_in_a_run(hub, catalogue, killer, undisturbed, number):
    comparison = Comparison(seed=50 + number, steps=6000, width=96)
    spec = comparison.run(WIRINGS[number], catalogue)
    followed = Followed(hub, catalogue, hub.open(spec))
    for rows in (200, 1000):
        until(lambda rows=rows: followed.rows > rows and followed.run.worker is not None)
        killer.kill(followed.run.worker)
    until(lambda: followed.read().run.complete)
    expected = undisturbed(spec)
    assert followed.run.deaths == 2
    assert followed.run.outcome.fingerprint == expected.outcome.fingerprint
    assert followed.rows == spec.steps
    assert followed.reader.bytes(0) == expected.rows.tobytes()
    assert followed.run.chains == dict(enumerate(expected.outcome.chains))
    assert followed.run.landscape is not None


@pytest.mark.parametrize("seed", [61, 62])
def test_in_a_landscape(hub, catalogue, killer, undisturbed, seed):
    spec = Comparison(seed=seed, width=64).run("joint_tape", catalogue)
    followed = Followed(hub, catalogue, hub.open(spec))
    for death in (1, 2):
        until(lambda: followed.run.over and (followed.run.worker or followed.run.complete))
        assert not followed.run.complete, "the landscape came before the worker was killed"
        killer.kill(followed.run.worker)
        until(lambda death=death: followed.run.deaths == death)
    until(lambda: followed.read().run.complete)
    assert followed.run.outcome.fingerprint == undisturbed(spec).outcome.fingerprint
    assert followed.rows == spec.steps
    assert followed.run.landscape.steps[-1] == spec.steps
    kinds = [message["type"] for message in followed.reader.messages]
    assert kinds.count("done") == kinds.count("landscape") == 1


def test_in_a_sweep(hub, catalogue, killer, undisturbed, tmp_path):
    grid, problems = Grid.from_query("seed=70-81&steps=6000&wiring=joint_tape", catalogue)
    assert not problems
    points, told = grid.points(catalogue).points, []
    sweep = Sweep(hub, OutcomeStore(tmp_path, catalogue), points, told.append)
    thread = Thread(target=sweep.run)
    thread.start()
    for deaths in (1, 2, 3):
        found = []
        until(lambda found=found: found or found.extend(filter(under_way, hub._crew.ready)), 300)
        killer.kill(found[0])
        until(lambda deaths=deaths: len(told) >= deaths, 300)
    thread.join(600)
    assert not thread.is_alive()
    assert sorted(result.place for result in told) == list(range(len(points)))
    assert len(list(tmp_path.iterdir())) == len(points)
    for result in told:
        spec = points[result.place].spec
        assert result.cell.outcome.fingerprint == undisturbed(spec).outcome.fingerprint


def under_way(worker):
    """Whether it is in the middle of a run of the sweep that can lose one more worker."""
    runs = [run for run in list(worker.runs.values()) if not run.over]
    begun = [run for run in runs if run.telemetry is not None and run.telemetry.rows > 200]
    return begun and all(run.deaths < MAX_DEATHS for run in runs)


def test_in_the_table_of_outcomes(hub, catalogue, killer, undisturbed, tmp_path):
    """A cell's run is tried once more when its worker dies."""
    store = OutcomeStore(tmp_path, catalogue)
    measuring, news = Measuring(hub, store), []
    wirings = [key for key in catalogue.keys("wirings")][:40]
    specs = [
        spec_of(catalogue.wiring(key), "gaussian", catalogue)
        for key in wirings
        if catalogue.wiring(key).suits(catalogue.loss("gaussian"))
    ][:5]
    viewer = measuring.join(news.append)
    until(lambda: hub.quiet)
    measuring.want(viewer, specs)
    for spec in specs:
        until(lambda spec=spec: any(n.kind == "measuring" and n.spec == spec for n in news))
        until(lambda: hub._aside.worker is not None and hub._aside.worker.figures["pid"])
        killer.kill(hub._aside.worker)
        until(lambda spec=spec: any(n.kind in ("cell", "failed") and n.spec == spec for n in news))
    measuring.leave(viewer)
    assert [n.kind for n in news if n.kind in ("cell", "failed")] == ["cell"] * 5
    assert len(list(tmp_path.iterdir())) == 5
    again = OutcomeStore(tmp_path, catalogue)
    for spec in specs:
        assert again.get(spec).outcome.fingerprint == undisturbed(spec).outcome.fingerprint
