"""A worker's turns: clients that want one program, a long start beside a live run, cancels."""

from itertools import pairwise
from threading import Event

import pytest

from explorer.engine.inventory import inventory
from explorer.engine.program import Program
from explorer.engine.session import Session
from explorer.engine.worker import Worker
from explorer.records.landscape import Landscape
from explorer.records.messages import (
    Answered,
    Cancel,
    Ended,
    Examine,
    Rows,
    Size,
    Started,
    Stop,
    Submit,
    Surveyed,
    Warm,
)
from explorer.records.spec import Comparison

CATALOGUE = inventory().catalogue


def spec(**fields):
    return Comparison(**fields).run("joint_tape", CATALOGUE)


LONG = spec(steps=20_000, width=256, depth=2, seed=1)
"""Takes longer than some compilations."""


class Pipe:
    """Says messages, each when `when` holds for what the worker has sent; stops at the end."""

    def __init__(self, *script, until):
        self.script, self.until, self.sent, self.polls = list(script), until, [], 0

    def poll(self, timeout):
        self.polls += 1
        if self.script:
            return self.script[0][0](self.sent)
        assert timeout is not None or self.until(self.sent), "idle, but something is missing"
        return self.until(self.sent)

    def recv(self):
        return self.script.pop(0)[1] if self.script else Stop()

    def send(self, message):
        self.sent.append(message)


def now(sent):
    return True


def count(kind):
    return lambda sent: sum(isinstance(message, kind) for message in sent)


def test_clients_that_want_one_program_compile_it_together():
    submits = [(now, Submit(n, spec(depth=0, seed=n, steps=5), client=str(n))) for n in range(30)]
    pipe = Pipe(*submits, until=lambda sent: count(Ended)(sent) == 30)
    Worker(pipe).work()
    assert count(Started)(pipe.sent) == 30
    assert [m.programs for m in pipe.sent if isinstance(m, Size)][-1] == 1
    assert pipe.polls < 1000


def test_nobody_waits_longer_for_having_asked_first():
    clients = range(8)
    submits = [
        (now, Submit(n, spec(width=64, seed=n, steps=20_000), client=str(n))) for n in clients
    ]

    def chunks(sent):
        return [sum(isinstance(m, Rows) and m.run == n for m in sent) for n in clients]

    pipe = Pipe(*submits, until=lambda sent: min(chunks(sent)) > 0)
    Worker(pipe).work()
    assert max(chunks(pipe.sent)) < 10


def test_runs_that_nobody_watches_go_one_after_the_other():
    def warm(sent):
        return any(isinstance(m, Size) and m.programs for m in sent)

    runs = [spec(depth=0, seed=seed, steps=20_000) for seed in (1, 2)]
    pipe = Pipe(
        (now, Warm((runs[0],))),
        *((warm, Submit(number, run, client="sweep")) for number, run in enumerate(runs)),
        until=lambda sent: count(Ended)(sent) == 2,
    )
    Worker(pipe).work()
    told = [m.run for m in pipe.sent if isinstance(m, (Started, Rows, Ended))]
    assert told == sorted(told)


def test_a_program_that_is_being_compiled_ahead_is_not_compiled_twice():
    wanted = spec(depth=0, steps=5)
    pipe = Pipe(
        (now, Warm((wanted,))),
        (now, Submit(1, wanted, client="visitor")),
        until=lambda sent: count(Ended)(sent) == 1,
    )
    Worker(pipe).work()
    assert [m.programs for m in pipe.sent if isinstance(m, Size)][-1] == 1


def test_a_live_run_goes_on_beside_programs_of_another_client():
    def live(sent):
        return count(Rows)(sent) > 2

    new = [(live, Submit(n, spec(width=n, depth=1, steps=5), client="rude")) for n in (13, 14)]
    pipe = Pipe(
        (now, Submit(1, LONG, client="visitor")),
        *new,
        until=lambda sent: count(Ended)(sent) >= 2,
    )
    Worker(pipe).work()
    places = [i for i, m in enumerate(pipe.sent) if isinstance(m, Started) and m.run > 1]
    for before, after in pairwise(places):
        between = pipe.sent[before:after]
        assert any(isinstance(m, Rows) and m.run == 1 for m in between)


def test_others_get_turns_while_xla_compiles(monkeypatch):
    called, finish = Event(), Event()
    run = Program.run

    def held_up(program, *arguments):
        called.set()
        assert finish.wait(60)
        return run(program, *arguments)

    monkeypatch.setattr(Program, "run", held_up)
    preparing = Session().preparing(spec(width=17, depth=0))
    while not called.is_set():
        next(preparing)
    for _ in range(3):
        next(preparing)
    finish.set()
    with pytest.raises(StopIteration) as end:
        while True:
            next(preparing)
    assert end.value.value.modes == ("xla",)


def test_landscapes_come_while_runs_are_live():
    pipe = Pipe(
        (now, Submit(1, LONG)),
        (now, Submit(2, spec(steps=50, width=256, depth=2), survey=True)),
        until=lambda sent: count(Surveyed)(sent) == 1,
    )
    Worker(pipe).work()
    (ended,) = (m.run for m in pipe.sent if isinstance(m, Ended))
    (surveyed,) = (m for m in pipe.sent if isinstance(m, Surveyed))
    assert (ended, surveyed.run) == (2, 2)
    assert isinstance(surveyed.landscape, Landscape)


def test_a_step_is_examined_while_a_run_is_live():
    live = spec(steps=20_000, width=12, depth=0, seed=1)
    pipe = Pipe(
        (now, Submit(1, live, client="visitor")),
        (lambda sent: count(Rows)(sent) > 2, Examine(2, live, 40, client="visitor")),
        (now, Examine(3, live, 50, client="visitor")),
        (now, Cancel(3)),
        (lambda sent: count(Answered)(sent) == 1, Examine(4, live, 41, client="another")),
        until=lambda sent: count(Ended)(sent) == 1 and count(Answered)(sent) == 2,
    )
    Worker(pipe).work()
    answers = {m.question: m.examination for m in pipe.sent if isinstance(m, Answered)}
    assert {number: each.step for number, each in answers.items()} == {2: 40, 4: 41}
    (end,) = [m for m in pipe.sent if isinstance(m, Ended)]
    assert end.outcome.fingerprint == Session().run_to_end(live).outcome.fingerprint


def test_a_start_that_is_cancelled_leaves_its_program_to_the_next_one():
    wanted = spec(depth=0, steps=5)

    def compiling(sent):
        return bool(worker.session.compiling)

    pipe = Pipe(
        (now, Submit(1, wanted, client="gone")),
        (compiling, Cancel(1)),
        (now, Submit(2, wanted, client="visitor")),
        until=lambda sent: count(Ended)(sent) == 1,
    )
    worker = Worker(pipe)
    worker.work()
    assert [m.run for m in pipe.sent if isinstance(m, Started)] == [2]
