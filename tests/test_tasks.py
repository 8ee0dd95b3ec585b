"""Every task through the whole engine: wirings, snapshots, scores."""

import pytest
from tasks import put_into

from explorer.engine.inventory import inventory
from explorer.engine.session import Session
from explorer.spec import Comparison

TRIED = (("t_tempered", "t_plane"), ("t_two_noises", "t_two"), ("t_decay", "t_decay"))
FIXED = inventory().catalogue.keys("fixed")


@pytest.fixture
def tasks(monkeypatch):
    return put_into(inventory(), monkeypatch)


def run(catalogue, wiring, loss, dataset, **fields):
    spec = Comparison(loss=loss, dataset=dataset, width=8, **fields).run(wiring, catalogue)
    return Session().run_to_end(spec)


@pytest.mark.parametrize("wiring", FIXED)
@pytest.mark.parametrize(("loss", "dataset"), TRIED)
def test_every_fixed_wiring_trains_every_task(tasks, wiring, loss, dataset):
    outcome = run(tasks, wiring, loss, dataset, steps=20, lr=0.02).outcome
    assert (outcome.status, outcome.broken_link) == ("finished", None), outcome
    assert not outcome.remarks
    assert outcome.mode == "xla"
