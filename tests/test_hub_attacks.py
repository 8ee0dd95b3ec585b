"""Workers that are killed, stopped, or do not start: the hub keeps serving and reports it."""

import asyncio
import json
import os
import signal
import threading
import time
from contextlib import closing
from functools import partial
from itertools import count

import psutil
import pytest
from cold_worker import ColdWorker, pids, until, watched
from fake_workers import FakeWorker
from limiting import at_most
from starlette.requests import Request

from explorer.hub import crew
from explorer.hub.bounds import Bounds, Busy
from explorer.hub.hub import RunHub
from explorer.records.messages import Ready
from explorer.records.spec import Comparison, RunSpec
from explorer.web import health
from explorer.web.viewer import Viewer
from explorer.words.progress import NO_WORKER, STATES

REQUEST = Request({"type": "http", "query_string": b"", "headers": []})


def begun(hub, **fields):
    """A run of a linear model, which compiles quickly, and somebody who watches it."""
    return watched(hub, Comparison(depth=0, **fields).run("joint_tape", hub.catalogue()))


def test_a_landscape_lost_with_its_worker_is_measured_again(hub):
    run = begun(hub, seed=31)
    until(lambda: run.over)
    worker = run.worker
    assert worker is not None, "the landscape came before the end was seen"
    os.kill(worker.figures["pid"], signal.SIGKILL)
    until(lambda: run.complete)
    assert run.state == "ended"
    assert run.landscape is not None
    assert run.landscape.steps[-1] == run.spec.steps


def test_a_worker_that_is_stopped_holds_up_nobody_and_is_replaced(hub, monkeypatch):
    until(lambda: len([w for w in hub.status()["workers"] if w["ready"]]) == 2)
    monkeypatch.setattr(crew, "SILENT_SECONDS", 8.0)
    stopped = pids(hub)[0]
    os.kill(stopped, signal.SIGSTOP)
    try:
        slowest = 0.0
        runs = []
        for seed in range(60):
            began = time.monotonic()
            runs.append(begun(hub, seed=100 + seed, steps=50))
            hub.status()
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 2
        until(lambda: all(run.over for run in runs))
        assert {run.state for run in runs} == {"ended"}
        until(lambda: not psutil.pid_exists(stopped))
    finally:
        if psutil.pid_exists(stopped):
            os.kill(stopped, signal.SIGKILL)


@pytest.mark.parametrize("jump", [-(10**8), 10**8])
def test_a_clock_that_jumps_is_not_noticed(hub, monkeypatch, jump):
    until(lambda: any(worker["ready"] for worker in hub.status()["workers"]))
    before = {worker["pid"] for worker in hub.status()["workers"]}
    real, calls = time.time, count()
    monkeypatch.setattr(time, "time", lambda: real() + jump * next(calls))
    run = begun(hub, seed=51 + (jump > 0), steps=300)
    until(lambda: run.complete)
    assert run.state == "ended" and run.restarts == 0
    assert {worker["pid"] for worker in hub.status()["workers"]} == before


def test_only_what_has_to_be_computed_counts_against_the_bounds(hub):
    catalogue = hub.catalogue()
    done = begun(hub, seed=41, steps=20)
    until(lambda: done.over)
    none = Bounds(at_most(0), at_most(0))
    assert hub.open_all([done.spec], "visitor", none) == [done]
    new = Comparison(seed=42, steps=20, depth=0).run("joint_tape", catalogue)
    before = hub.status()["runs"]
    with pytest.raises(Busy):
        hub.open_all([done.spec, new], "visitor", none)
    assert hub.status()["runs"] == before


def test_many_at_once_never_pass_the_bounds(hub):
    bounds = Bounds(at_most(10), at_most(100))
    catalogue = hub.catalogue()
    opened, start = [], threading.Barrier(30)

    def ask(number):
        spec = Comparison(seed=200 + number, width=200, depth=0).run("joint_tape", catalogue)
        start.wait()
        try:
            opened.extend(hub.open_all([spec], f"client {number}", bounds))
        except Busy:
            return

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 10


@pytest.mark.long
def test_workers_that_are_killed_while_they_start_are_started_for_ever(folder, monkeypatch):
    monkeypatch.setattr(crew, "FIRST_RETRY_SECONDS", 0.05)
    with closing(RunHub(workers=1, start_worker=ColdWorker).start()) as hub:
        until(lambda: pids(hub))
        killed = set()
        for _ in range(4):
            until(lambda: set(pids(hub)) - killed)
            (pid,) = set(pids(hub)) - killed
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
            until(lambda pid=pid: not psutil.pid_exists(pid))
            assert not hub.status()["ready"]
        with pytest.raises(RuntimeError, match="do not start"):
            hub.catalogue(timeout=60)
        until(lambda: hub.status()["ready"])
        run = begun(hub, steps=20)
        until(lambda: run.over)
        assert run.state == "ended"


def test_health_is_what_is_true_now_and_viewers_are_told(monkeypatch, catalogue):
    start = partial(FakeWorker, ready=False)
    with closing(RunHub(workers=1, start_worker=start).start()) as hub:
        monkeypatch.setattr(health, "shared_hub", lambda: hub)
        assert asyncio.run(health.health(REQUEST)).status_code == 503
        run = hub.open(RunSpec("joint_tape"))
        assert any(NO_WORKER in text for text in Viewer(0, run, catalogue).news())
        hub._crew.workers[0].ready = True
        assert asyncio.run(health.health(REQUEST)).status_code == 200
        hub._crew.workers[0].retiring = True
        assert asyncio.run(health.health(REQUEST)).status_code == 503


def test_health_waits_for_no_lock():
    answered = threading.Event()
    with closing(RunHub(workers=1, start_worker=FakeWorker).start()) as hub, hub._lock:
        threading.Thread(target=lambda: (hub.status(), answered.set())).start()
        assert answered.wait(10)


def test_a_run_that_health_counts_on_a_worker_does_not_say_that_it_waits_for_one(catalogue):
    with closing(RunHub(workers=1, start_worker=FakeWorker).start()) as hub:
        hub._hear(hub._crew.workers[0], Ready(catalogue))
        texts = []
        for width in (40, 41):
            run = hub.open(Comparison(width=width).run("joint_tape", catalogue))
            texts += [json.loads(text)["text"] for text in Viewer(0, run, catalogue).news()]
        assert [worker["runs"] for worker in hub.status()["workers"]] == [1]
        assert texts == [STATES["compiling"], STATES["queued"]]
