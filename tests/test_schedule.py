"""Who gets a worker, which one, and whose turn it is there; without processes."""

from collections import Counter

import pytest
from fake_workers import FakeWorker, a_run, begin
from limiting import at_most

from explorer.engine.shares import Shares
from explorer.hub import worker as worker_module
from explorer.hub.bounds import Bounds, Busy
from explorer.hub.schedule import Rotation, choose
from explorer.records.messages import SEEDS


def placed(workers, runs, programs):
    """Every run where `choose` sends it, begun at once; the workers' loads."""
    for run, program in zip(runs, programs, strict=True):
        worker = choose(workers, program, run.client)
        if worker is not None:
            begin(run, worker, program)
    return [worker.load for worker in workers]


def test_runs_of_one_program_spread_over_all_workers():
    workers = [FakeWorker(), FakeWorker()]
    workers[0].known.add("p")
    assert placed(workers, [a_run(n) for n in range(50)], ["p"] * 50) == [25, 25]


def test_a_worker_that_knows_the_program_is_preferred_while_it_is_little_busier():
    knowing, other = FakeWorker(), FakeWorker()
    knowing.known.add("p")
    knowing.take(a_run(1), "p")
    assert choose([other, knowing], "p", "") is knowing
    knowing.take(a_run(2), "p")
    assert choose([other, knowing], "p", "") is other


def test_a_worker_compiles_one_program_at_a_time_for_the_hub():
    worker = FakeWorker()
    first = a_run(1)
    worker.take(first, "p")
    assert choose([worker], "q", "") is None
    begin(first, worker)
    assert choose([worker], "q", "") is worker


def test_a_compilation_goes_where_it_disturbs_no_other_client():
    disturbed, alone = FakeWorker(), FakeWorker()
    placed([disturbed], [a_run(1, "visitor")], ["p"])
    placed([alone], [a_run(n, "rude") for n in (2, 3, 4)], ["q", "r", "s"])
    assert choose([disturbed, alone], "t", "rude") is alone


def test_one_client_leaves_room_for_others(monkeypatch):
    monkeypatch.setattr(worker_module, "MAX_RUNS_OF_CLIENT", 2)
    worker = FakeWorker()
    placed([worker], [a_run(1, "rude"), a_run(2, "rude")], "pq")
    assert choose([worker], "p", "rude") is None
    assert choose([worker], "p", "visitor") is worker


@pytest.mark.parametrize("hinder", ["not ready", "retiring", "full", "resident"])
def test_a_worker_that_cannot_take_a_new_program_gets_none(hinder):
    worker = FakeWorker(ready=hinder != "not ready")
    worker.retiring = hinder == "retiring"
    worker.programs = 1000 if hinder == "full" else 0
    worker.resident_bytes = 10**11 if hinder == "resident" else 0
    assert choose([worker], "p", "") is None
    worker.known.add("p")
    assert (choose([worker], "p", "") is worker) == (hinder in ("full", "resident"))


def test_a_run_is_in_one_place():
    worker, run = FakeWorker(), a_run(1)
    assert run.waiting
    worker.take(run, "p")
    assert not run.waiting
    worker.release(run)
    run.requeue()
    assert run.waiting
    assert not worker.runs and not worker.compiling


def test_clients_take_turns_however_many_runs_one_has():
    rotation = Rotation()
    runs = [a_run(n, "rude") for n in range(190)] + [a_run(200, "first"), a_run(201, "second")]
    order = [run.client for run in rotation.order(runs)]
    assert order[:4] == ["rude", "first", "second", "rude"]
    rotation.serve("rude")
    assert rotation.order(runs)[0].client == "first"


def test_runs_of_the_background_stand_behind_all_others():
    runs = [a_run(1, SEEDS), a_run(2, SEEDS), *(a_run(n, "visitor") for n in (3, 4, 5))]
    rotation = Rotation()
    rotation.serve("visitor")
    assert [run.number for run in rotation.order(runs)] == [3, 4, 5, 1, 2]


def test_time_is_shared_equally_whatever_a_turn_takes():
    shares, had = Shares(), Counter()
    costs = {"rude": 1.5, "visitor": 0.05}
    for _ in range(1000):
        who = shares.next(["rude", "visitor"])
        shares.charge(who, costs[who])
        had[who] += costs[who]
    assert had["visitor"] == pytest.approx(had["rude"], rel=0.1)


def test_whoever_comes_is_next_and_has_saved_nothing_up():
    shares = Shares()
    for _ in range(100):
        shares.charge(shares.next(["old"]), 1.0)
    assert shares.next(["old", "new"]) == "new"
    turns = []
    for _ in range(20):
        turns.append(shares.next(["old", "new"]))
        shares.charge(turns[-1], 1.0)
    assert 8 <= turns.count("old") <= 12


def test_a_long_compilation_is_paid_back_before_the_next_one():
    shares = Shares({"start": 1.0, "advance": 1.0})
    assert shares.next(["start"]) == "start"
    shares.charge("start", 1.5)
    spent = 0.0
    while shares.next(["advance", "start"]) == "advance":
        shares.charge("advance", 0.05)
        spent += 0.05
    assert spent == pytest.approx(1.5, abs=0.1)


def test_a_smaller_weight_gets_less_but_never_nothing():
    shares, turns = Shares({"survey": 0.25}), Counter()
    for _ in range(500):
        who = shares.next(["advance", "survey"])
        shares.charge(who, 0.02)
        turns[who] += 1
    assert turns["survey"] == pytest.approx(100, abs=5)


def test_bounds_say_which_one_is_reached():
    bounds = Bounds(at_most(10, "ALL"), at_most(4, "ONE"))
    bounds.check(2, live=8, live_of_client=2)
    with pytest.raises(Busy, match=r"already computing 9 runs; .*ALL allows 10"):
        bounds.check(2, live=9, live_of_client=0)
    with pytest.raises(Busy, match=r"already computing 3 runs for your address; .*ONE allows 4"):
        bounds.check(2, live=3, live_of_client=3)
