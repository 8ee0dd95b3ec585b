"""The crew: workers that do not start, hang, or have grown; without processes."""

import numpy as np
import pytest
from fake_workers import FakeWorker, a_run, begin

from explorer.hub.crew import RETIRING_SECONDS, SILENT_SECONDS, START_SECONDS, Crew
from explorer.hub.worker import MAX_PROGRAMS
from explorer.records.messages import Cancel, Started, Stop


@pytest.fixture
def crew():
    crew = Crew(2, lambda: FakeWorker(ready=False))
    crew.fill(0.0)
    return crew


@pytest.fixture
def ready(crew):
    for worker in crew.workers:
        crew.welcome(worker)
    return crew


def test_a_start_that_fails_is_tried_again_ever_later_but_for_ever(crew):
    now, waits = 0.0, []
    while crew.workers:  # the last ones die before they are ready
        crew.lose(crew.workers[0], now)
    for _ in range(12):
        began = now
        while not crew.workers:
            now += 0.5
            crew.fill(now)
        assert len(crew.workers) == 1, "after a failure one is tried alone"
        waits.append(now - began)
        crew.lose(crew.workers[0], now)
    assert waits == sorted(waits)
    assert waits[-1] == 60
    while not crew.workers:
        now += 0.5
        crew.fill(now)
    crew.welcome(crew.workers[0])
    crew.fill(now)
    assert len(crew.workers) == 2


def test_a_worker_that_dies_is_replaced_at_once(ready):
    ready.lose(ready.workers[0], 0.0)
    assert [worker.ready for worker in ready.workers] == [True, False]


def test_a_silent_worker_is_ended_and_one_that_speaks_is_not(ready):
    silent, speaking = ready.workers
    now = silent.heard_at + SILENT_SECONDS + 1
    speaking.heard_at = now - 1
    ready.end_silent(now)
    assert (silent.ended, speaking.ended) == (True, False)


def test_nobody_is_blamed_when_this_process_stood_still(ready):
    now = ready.workers[0].heard_at + 10 * SILENT_SECONDS
    ready.excuse(now)
    ready.end_silent(now)
    assert not any(worker.ended for worker in ready.workers)


def test_a_worker_that_never_gets_ready_is_ended(crew):
    now = crew.workers[0].started_at
    crew.end_silent(now + SILENT_SECONDS + 1)
    assert not crew.workers[0].ended
    crew.end_silent(now + START_SECONDS + 1)
    assert crew.workers[0].ended


def test_a_worker_that_comes_late_gets_its_share(crew):
    early, late = crew.workers
    crew.welcome(early)
    runs = [a_run(n) for n in range(10)]
    for run in runs:
        begin(run, early)
    over = runs[0]
    over.state = "ended"
    crew.welcome(late)
    given_back = [run for run in runs if run.waiting]
    assert early.load == 5  # of 9 that are live
    assert given_back == runs[6:], "the youngest"
    assert over.worker is early


def test_a_pair_that_is_begun_stays_where_it_is(crew):
    early, late = crew.workers
    crew.welcome(early)
    pair = [a_run(1), a_run(2)]
    for run in pair:
        begin(run, early)
    crew.welcome(late)
    assert not any(run.waiting for run in pair)


def test_a_run_that_is_far_on_is_not_begun_anew(crew):
    early, late = crew.workers
    crew.welcome(early)
    run = a_run(1, steps=20)
    early.take(run, "p")
    run.hear(Started(1, ("loss",), {}, ("xla",), {}))
    run.telemetry.append(0, np.zeros((10, 1), np.float32), ())
    crew.welcome(late)
    assert run.worker is early


def retired(crew):
    """The first worker, grown and retired with a run that it has begun and one that waits."""
    old = crew.workers[0]
    begun, waiting = a_run(1), a_run(2)
    begin(begun, old)
    old.take(waiting, "q")
    old.programs = MAX_PROGRAMS
    crew.replace_grown(0.0)
    crew.welcome(crew.workers[-1])
    crew.replace_grown(0.0)
    assert old.retiring
    return old, begun, waiting


def test_a_retiring_worker_gives_back_what_it_has_not_begun(ready):
    old, begun, waiting = retired(ready)
    assert waiting.waiting and waiting.state == "queued"
    assert waiting.restarts == 0
    assert begun.worker is old
    assert old.sent == [Cancel(2)]
    old.release(begun)
    ready.replace_grown(1.0)
    assert old.sent[-1] == Stop()


def test_there_is_never_more_than_one_worker_too_many(ready):
    old, begun, _ = retired(ready)
    for worker in ready.workers:
        worker.programs = 10 * MAX_PROGRAMS
    ready.replace_grown(1.0)
    assert len(ready.workers) == 3
    assert begun.worker is old, "it has its time"
    ready.replace_grown(RETIRING_SECONDS + 1)
    assert begun.waiting and (begun.restarts, begun.moves) == (1, 1)
    assert len(ready.workers) == 3


def test_a_run_that_was_moved_has_twice_the_time_before_it_is_moved_again(ready):
    old, begun, _ = retired(ready)
    begun.moves = 1
    ready.workers[1].programs = MAX_PROGRAMS
    ready.replace_grown(RETIRING_SECONDS + 1)
    assert begun.worker is old
    ready.replace_grown(2 * RETIRING_SECONDS + 1)
    assert begun.waiting
