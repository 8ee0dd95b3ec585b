"""Who waits is told the place in the line and about how long; without processes."""

import json
from contextlib import closing

import numpy as np
import pytest
from fake_workers import FakeWorker, a_run
from limiting import lower

from explorer import limits
from explorer.hub.hub import RunHub
from explorer.hub.keeping import beyond
from explorer.hub.line import FEWEST, LATELY_SECONDS, TOLD_SECONDS, Line
from explorer.hub.telemetry import Telemetry
from explorer.records.messages import SEEDS, Ready, Started
from explorer.records.spec import Comparison
from explorer.web.viewer import Viewer
from explorer.words.progress import STATES, in_line


def served(line, runs, seconds, now=0.0):
    """Runs leave the line one by one, each after so many seconds; the time then."""
    line.moved(runs, now)
    for place, run in enumerate(runs):
        now += seconds
        run.worker = FakeWorker()
        line.moved(runs[place + 1 :], now)
    return now


def test_the_place_is_told_at_once_and_the_wait_when_it_is_known():
    line, waiting = Line(), [a_run(n) for n in range(3)]
    line.moved(waiting, 10.0)
    line.tell(10.0 + TOLD_SECONDS)
    assert [(run.place, run.wait_seconds) for run in waiting] == [(1, None), (2, None), (3, None)]
    line.moved([], 20.0)
    now = served(line, [a_run(n) for n in range(FEWEST)], 4.0, now=20.0)
    line.moved(waiting, now)
    line.tell(now)
    assert [run.wait_seconds for run in waiting] == pytest.approx([4.0, 8.0, 12.0])


def test_an_estimate_grows_when_nothing_moves_and_is_forgotten():
    line, run = Line(), a_run(99)
    now = served(line, [a_run(n) for n in range(FEWEST)], 2.0)
    line.moved([run], now)
    line.tell(now + 30)
    assert run.wait_seconds == pytest.approx((2.0 * FEWEST + 30) / (FEWEST + 1))
    line.tell(now + LATELY_SECONDS + 1)
    assert run.wait_seconds is None


def test_time_in_which_nobody_waits_or_no_worker_is_there_does_not_count():
    line, run = Line(), a_run(99)
    now = served(line, [a_run(n) for n in range(FEWEST)], 2.0)
    line.moved([], now + 50)
    starting = a_run(98)
    starting.no_worker = True
    line.moved([starting], now + 50)
    line.moved([starting], now + 60)
    starting.no_worker, starting.worker = False, FakeWorker()
    line.moved([run], now + 62)
    line.tell(now + 62)
    assert run.wait_seconds == pytest.approx(2.0)


def test_whoever_gives_up_is_not_taken_for_one_who_was_served():
    line, waiting = Line(), [a_run(n) for n in range(5)]
    line.moved(waiting, 0.0)
    line.moved(waiting[4:], 1.0)
    line.tell(5.0)
    assert (waiting[4].place, waiting[4].wait_seconds) == (1, None)


def test_a_line_of_fifty_sends_no_storm():
    line, waiting = Line(), [a_run(n) for n in range(50)]
    told = []
    for run in waiting:
        run.watch(lambda: told.append(1))
    now = 100.0
    for _ in range(1000):  # dispatches within ten seconds
        line.moved(waiting, now)
        line.tell(now)
        now += 0.01
    assert len(told) == 50
    for _ in range(40):
        waiting.pop(0).worker = FakeWorker()
        line.moved(waiting, now)
        line.tell(now)
        now += 0.01
    assert len(told) <= 100


@pytest.mark.parametrize(
    ("place", "seconds", "expected"),
    [
        (1, None, "1st in line"),
        (2, 0.01, "2nd in line, about 5 s"),
        (3, 19.0, "3rd in line, about 20 s"),
        (11, 100.0, "11th in line, about 2 min"),
        (121, 1e9, "121st in line, about 60 min"),
    ],
)
def test_the_words_of_the_line(place, seconds, expected):
    assert in_line(place, seconds) == f"{STATES['queued']} ({expected})"


@pytest.fixture
def hub(catalogue):
    with closing(RunHub(workers=1, start_worker=FakeWorker).start()) as hub:
        hub._hear(hub._crew.workers[0], Ready(catalogue))
        yield hub


def text_of(run, catalogue):
    (text,) = Viewer(0, run, catalogue).news()
    return json.loads(text)["text"]


def test_viewers_of_runs_that_wait_are_told_and_other_seeds_stand_behind(hub, catalogue):
    specs = [Comparison(width=40 + n).run("joint_tape", catalogue) for n in range(4)]
    (seeds,) = hub.open_all([specs[3]], SEEDS)  # sent: nobody else is there
    behind, first, second = [
        hub.open_all([spec], client)[0]
        for spec, client in zip(specs, (SEEDS, "a", "b"), strict=False)
    ]
    hub.open_all([second.spec], SEEDS)  # which must not send the visitor to the back
    with hub._lock:
        hub._line.tell(float("inf"))
    assert seeds.worker is not None
    assert [run.place for run in (first, second, behind)] == [1, 2, 3]
    assert text_of(second, catalogue) == in_line(2, None)


def ended(hub, catalogue, steps=1000, **fields):
    run = hub.open(Comparison(steps=steps, **fields).run("joint_tape", catalogue))
    run.start(Started(run.number, ("loss", "grad_norm"), {}, (), {}))
    run.state = "ended"
    return run


def test_what_is_kept_is_bounded_in_bytes_and_the_oldest_go_first(hub, catalogue, monkeypatch):
    lower(monkeypatch, limits.KEPT_MB, 1)
    runs = [ended(hub, catalogue, 20_000, seed=n) for n in range(3)]
    watched, *old = runs
    watched.watch(print)
    assert 2 * watched.nbytes < 1_000_000 < 5 * watched.nbytes
    for n in range(10, 20):
        ended(hub, catalogue, 20_000, seed=n)
    with hub._lock:
        hub._forget_old_runs()
    held = set(hub._runs.values())
    assert watched in held
    assert not held & set(old)
    assert sum(run.nbytes for run in held if run is not watched) <= 1_000_000
    assert max(run.spec.seed for run in held) == 19


def test_a_run_that_is_watched_or_computed_never_goes():
    live, watched, old, background = a_run(1), a_run(2), a_run(3), a_run(4, SEEDS)
    watched.state = old.state = background.state = "ended"
    watched.watch(print)
    runs = [live, watched, old, background]
    assert beyond(runs, most_bytes=0) == [background, old]
    assert beyond(runs, most_bytes=background.nbytes) == [background]


def test_snapshots_and_landscapes_count():
    run = a_run(1)
    empty = run.nbytes
    run.telemetry = Telemetry(("a",), 10)
    run.telemetry.append(0, np.zeros((2, 1), np.float32), [(1, np.zeros(100, np.float32))])
    run.telemetry.append(0, np.zeros((3, 1), np.float32), [(1, np.zeros(100, np.float32))])
    assert run.nbytes == empty + 40 + 400
