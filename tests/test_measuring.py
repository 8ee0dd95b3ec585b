"""In which order cells are measured, and who is told."""

import dataclasses
import threading

import numpy as np
from cells import Ear, an_outcome

from explorer.hub.outcome_store import OutcomeStore
from explorer.hub.run import Run
from explorer.outcomes.measuring import Measuring
from explorer.records.messages import Ended, Started


class FakeHub:
    """Computes at once what it is let compute; says what and in which order."""

    def __init__(self):
        self.turns = threading.Semaphore(0)
        self.quiet = True
        self.computed = []

    def wait_until_quiet(self):
        assert self.turns.acquire(timeout=30)
        return True

    def compute_aside(self, spec):
        self.computed.append(spec)
        run = Run(1, spec)
        run.start(Started(1, ("log_variance.value",), {"log_variance": 1.0}, ("xla",), {}))
        run.telemetry.append(0, np.full((200, 1), 2.0, np.float32), ())
        run.hear(Ended(1, an_outcome(spec)))
        return run


def test_the_newest_wish_goes_first_and_only_while_pages_are_quiet(tmp_path, catalogue, spec):
    a, b, c, d, e = (dataclasses.replace(spec, seed=seed) for seed in range(5))
    hub, ear, other = FakeHub(), Ear(), Ear()
    measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
    viewer, late = measuring.join(ear), measuring.join(other)
    gone = measuring.join(Ear())
    measuring.want(gone, [e])
    measuring.want(viewer, [a, b, c])
    measuring.want(late, [d, a])
    measuring.leave(gone)
    assert hub.computed == []
    hub.turns.release(5)
    ear.until(4)
    assert hub.computed == [d, a, b, c]
    assert ear.told("measuring") == [d, a, b, c]

    measuring.want(viewer, [c])
    assert ear.told()[4:] == [c]  # known: told at once
    measuring.measure_again(viewer, [c])
    measuring.want(viewer, [c, b])
    hub.turns.release(2)
    ear.until(7)
    assert hub.computed[4:] == [c]


def test_who_waits_for_a_run_of_a_page_is_told(tmp_path, catalogue, spec):
    hub = FakeHub()
    hub.quiet = False
    measuring = Measuring(hub, OutcomeStore(tmp_path, catalogue))
    ear = Ear()
    measuring.want(measuring.join(ear), [spec])
    hub.turns.release(2)
    ear.until(1)
    assert [news.kind for news in ear.news[:3]] == ["waiting", "measuring", "cell"]
