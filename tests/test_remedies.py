"""What helps a run that diverges or cheats, as the panel offers it."""

import pytest

from explorer.panel.remedies import remedies
from explorer.records.spec import Comparison


def offered(catalogue, query):
    comparison, problems = Comparison.from_query(query, catalogue)
    assert not problems
    return remedies(comparison, catalogue)


def test_every_loss_that_does_not_converge_says_what_helps(catalogue):
    for loss in catalogue.losses:
        query = Comparison(loss=loss.key).suited(catalogue)[0].to_query_string(catalogue)
        found = offered(catalogue, query)
        assert ("loss" in found) == (loss.verdict != "converges"), loss.key


def test_what_cures_a_loss_is_a_loss_that_can_be_learned(catalogue):
    keys = {loss.key for loss in catalogue.losses}
    for loss in catalogue.losses:
        if not loss.cured_by:
            continue
        assert loss.cured_by in keys, loss.key
        cured = catalogue.loss(loss.cured_by)
        assert cured.task == loss.task
        assert cured.verdict in ("converges", "needs ascent")


def test_taking_a_cure_opens_a_comparison_that_makes_sense(catalogue):
    for loss in catalogue.losses:
        comparison, _ = Comparison(loss=loss.key).suited(catalogue)
        remedy = remedies(comparison, catalogue).get("loss")
        if remedy is None or not remedy.changes:
            continue
        taken = Comparison(**{**vars(comparison), **dict(remedy.changes)})
        assert taken.suited(catalogue) == (taken, ()), loss.key
        ascends = catalogue.loss(taken.loss).verdict == "needs ascent"
        assert (taken.fixed == "ascent") == ascends


@pytest.mark.parametrize(
    ("query", "optimizer", "lr"),
    [
        ("optimizer=sgd&lr=10", "adam", 0.01),
        ("lr=1", "adam", 0.01),
        ("", "adam", 0.001),
        ("lr=0.001", "adam", 0.0001),
        ("lr=1e-06", "adam", 1e-6),
    ],
)
def test_where_steps_are_too_large_smaller_ones_are_offered(catalogue, query, optimizer, lr):
    changes = dict(offered(catalogue, query)["rate"].changes)
    assert changes["optimizer"] == optimizer
    assert changes["lr"] == pytest.approx(lr)
