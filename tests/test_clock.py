"""Nothing that measures how long something takes reads the wall clock, which can jump."""

import re
import time
from itertools import count

import pytest
from app_server import ROOT
from cold_worker import until, watched

from explorer.records.spec import Comparison

WALL = {
    ".py": re.compile(r"\btime\.(time|time_ns|localtime|gmtime|ctime)\b|\bdatetime\.(now|today)\b"),
    ".js": re.compile(r"\bDate\.now\(|\bnew Date\b"),
}
ALLOWED = {
    "bench/engine.py": "two processes agree on the moment at which they begin",
    "bench/ways.py": "the same",
    "hub/cell_of.py": "when a cell was measured, for its readers",
    "outcomes/static/summary.js": "shows that",
    "panel/static/share.js": "when a page was cited",
}


def test_the_wall_clock_is_read_only_to_be_shown():
    reading = {
        path.relative_to(ROOT / "explorer").as_posix()
        for suffix, wall in WALL.items()
        for path in (ROOT / "explorer").rglob(f"*{suffix}")
        if wall.search(path.read_text(encoding="utf-8"))
    }
    assert reading == set(ALLOWED)


@pytest.mark.parametrize("jump", [-(10**8), 10**8])
def test_a_clock_that_jumps_is_not_noticed(hub, monkeypatch, jump):
    until(lambda: any(worker["ready"] for worker in hub.status()["workers"]))
    before = {worker["pid"] for worker in hub.status()["workers"]}
    real, calls = time.time, count()
    monkeypatch.setattr(time, "time", lambda: real() + jump * next(calls))
    run = watched(hub, Comparison(depth=0, steps=300).run("joint_tape", hub.catalogue()))
    until(lambda: run.complete)
    assert run.state == "ended" and run.restarts == 0
    assert {worker["pid"] for worker in hub.status()["workers"]} == before
