"""The hub: one run for one spec, workers that die or grow, nothing left behind."""

import json
import os
import signal
import threading

import numpy as np
import psutil
import pytest
from cells import Ear
from cold_worker import ignore, pids, until, watched

from explorer.engine.inventory import inventory
from explorer.hub import worker
from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.hub.telemetry import HEADER, Telemetry
from explorer.outcomes.measuring import Measuring
from explorer.records.event import parse_event
from explorer.records.finding import found
from explorer.records.messages import Measured
from explorer.records.outcome import Chain, LinkResult
from explorer.records.spec import Comparison, RunSpec
from explorer.web.viewer import Viewer

CATALOGUE = inventory().catalogue


def begun(hub, spec, rows=1):
    """A run that is watched and has some rows."""
    run = watched(hub, spec)
    until(lambda: run.telemetry is not None and run.telemetry.rows >= rows)
    return run


def linear(**fields):
    """A run of a linear model, which compiles in a third of the time."""
    return Comparison(depth=0, **fields).run("joint_tape", CATALOGUE)


def finished(hub, spec):
    run = watched(hub, spec)
    until(lambda: run.over)
    return run


def test_a_run_through_the_hub_is_the_run_of_the_command_line(hub, session):
    spec = linear(steps=400, seed=11)
    run = finished(hub, spec)
    alone = session.run_to_end(spec)
    assert run.outcome.fingerprint == alone.outcome.fingerprint
    assert run.telemetry.values().tobytes() == alone.rows.tobytes()
    assert run.chains == {0: alone.outcome.chain}


def test_the_same_spec_is_computed_once(hub):
    spec = linear(steps=50, seed=12)
    assert hub.open(spec) is hub.open(spec)
    run = finished(hub, spec)
    assert hub.open(spec) is run


def test_a_worker_killed_in_the_middle_changes_nothing(hub, session, catalogue):
    events = tuple(
        parse_event(text, catalogue) for text in ("300.lr.0.02", "2500.set.log_variance.1.0")
    )
    spec = Comparison(steps=3000, width=96, seed=13).run("joint_tape", catalogue, events)
    run = begun(hub, spec, rows=501)
    busy = run.worker.figures["pid"]
    os.kill(busy, signal.SIGKILL)
    until(lambda: run.restarts == 1)
    assert 500 < run.telemetry.rows < 3000
    until(lambda: run.over)
    alone = session.run_to_end(spec)
    assert run.outcome.fingerprint == alone.outcome.fingerprint
    assert run.telemetry.values().tobytes() == alone.rows.tobytes()
    assert busy not in pids(hub)
    assert len(pids(hub)) == 2


def test_a_worker_killed_over_a_question_changes_no_answer(hub, session):
    spec = linear(steps=40, seed=16)
    over = threading.Event()
    question = hub.ask(spec, 30, "visitor", "tab", over.set)
    os.kill(question.worker.figures["pid"], signal.SIGKILL)
    assert over.wait(120)
    assert question.tries == 2
    assert question.answer == session.examine(spec, 30)


def test_a_run_that_nobody_watches_is_given_up(hub, catalogue, monkeypatch):
    monkeypatch.setattr("explorer.hub.hub.UNWATCHED_SECONDS", 1.0)
    spec = Comparison(steps=20_000, width=256, seed=14).run("joint_tape", catalogue)
    begun(hub, spec).unwatch(ignore)
    until(lambda: not hub.status()["live_runs"], seconds=30)
    assert not any(worker["runs"] for worker in hub.status()["workers"])


def test_what_nobody_waits_for_any_more_is_not_even_compiled(hub):
    def programs():
        return sum(worker["programs"] for worker in hub.status()["workers"])

    before = programs()
    widths = range(3, 13)
    for width in widths:
        hub.open(linear(width=width, steps=5))
    until(lambda: not hub.status()["live_runs"], seconds=60)
    # A run that was begun may be compiled to its end, and its size told after.
    finished(hub, linear(steps=6))
    assert programs() - before < len(widths) - 2


@pytest.mark.long  # of test_crew and test_cluster the one with real processes
def test_a_worker_that_has_grown_is_replaced(hub, monkeypatch):
    finished(hub, linear(steps=5))
    before = {worker["pid"] for worker in hub.status()["workers"] if worker["programs"]}
    assert before
    monkeypatch.setattr(worker, "MAX_PROGRAMS", 1)
    until(lambda: not before & {*pids(hub)})
    monkeypatch.undo()
    assert finished(hub, linear(steps=7)).state == "ended"
    assert not any(psutil.pid_exists(pid) for pid in before)


def test_a_wiring_that_raises_is_a_result(hub, catalogue):
    run = finished(hub, Comparison().run("fresh_loss", catalogue))
    assert run.state == "ended"
    assert run.outcome.status == "raised"
    assert run.telemetry.rows == 0


def test_telemetry_takes_rows_twice_but_never_a_gap():
    telemetry = Telemetry(("a", "b"), capacity=10)
    rows = np.arange(20, dtype=np.float32).reshape(10, 2)
    snapshot = np.ones(3, np.float32)
    telemetry.append(0, rows[:4], [(1, snapshot), (4, snapshot)])
    telemetry.append(0, rows[:6], [(1, snapshot), (4, snapshot), (6, snapshot)])
    assert telemetry.rows == 6
    with pytest.raises(ValueError, match="expected row 6 or earlier; received: 7"):
        telemetry.append(7, rows[7:], [])
    telemetry.append(6, rows[6:], [])
    assert telemetry.values().tobytes() == rows.tobytes()

    message, end = telemetry.frame(1, 3)
    run, snapshots, first, count, size = HEADER.unpack_from(message)
    assert (run, snapshots, first, count, size, end) == (1, 2, 3, 7, 3, 10)
    body = message[HEADER.size :]
    assert body[: 7 * 8] == rows[3:].tobytes()
    assert np.frombuffer(body, np.uint32, 2, 7 * 8).tolist() == [4, 6]
    assert len(body) == 7 * 8 + 2 * 4 + 2 * 3 * 4


def test_a_run_that_is_watched_is_kept_when_somebody_else_asks_and_leaves(hub, catalogue):
    spec = Comparison(steps=20_000, width=256, seed=15).run("joint_tape", catalogue)
    run = begun(hub, spec)
    assert hub.open(spec) is run
    assert run.unwatched_since is None
    run.unwatch(ignore)


def test_a_viewer_is_told_the_chain_once_and_again_where_it_changes(catalogue):
    run = Run(1, RunSpec("lost_on_load"))
    viewer = Viewer(0, run, catalogue)

    def told(ok):
        run.hear(
            Measured(
                1, 0, Chain((LinkResult("moved", ok, (("alpha", found("unchanged", steps=9)),)),))
            )
        )
        texts = [json.loads(text) for text in viewer.news()]
        return [text["links"][0]["ok"] for text in texts if text["type"] == "chain"]

    assert [told(True), told(True), told(False), told(False)] == [[True], [], [False], []]


def test_a_cell_waits_for_pages_and_its_worker_ends_with_the_hub(hub, tmp_path, catalogue):
    ear, cell_spec = Ear(), linear(steps=200)
    measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
    viewer = measuring.join(ear)
    page = watched(hub, linear(steps=8_000, width=256, seed=3))
    seen = []

    def notify(news):
        seen.append((news.kind, page.over))
        ear(news)

    viewer.notify = notify
    measuring.want(viewer, [cell_spec])
    with ear.changed:
        assert ear.changed.wait_for(lambda: ear.told() or ear.told("failed"), 120)
    assert seen[0] == ("waiting", False)
    assert seen[1] == ("measuring", True), "it began while a page's run was computed"
    pid = hub._aside.worker.figures["pid"]
    assert pid not in pids(hub)
    assert psutil.Process(pid).nice() > psutil.Process().nice()
    cell = measuring.store.get(cell_spec)
    assert (cell.outcome.status, cell.outcome.broken_link) == ("finished", None)
    assert OutcomeStore(tmp_path, catalogue).get(cell_spec) == cell
    assert cell.curves[0].points[0] == (0, cell.curves[0].initial)
    hub._aside.close()
    assert not psutil.pid_exists(pid)
