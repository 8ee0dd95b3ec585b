"""What helps a run that diverges or cheats, as the panel offers it."""

import pytest

from explorer.panel.remedies import remedies
from explorer.records.spec import Comparison


def test_what_cures_a_loss_is_a_loss_that_can_be_learned(catalogue):
    keys = {loss.key for loss in catalogue.losses}
    for loss in catalogue.losses:
        if not loss.cured_by:
            continue
        assert loss.cured_by in keys, loss.key
        cured = catalogue.loss(loss.cured_by)
        assert cured.task == loss.task
        assert cured.verdict in ("converges", "needs ascent")


def test_what_helps_a_loss_that_does_not_converge_makes_sense(catalogue):
    for loss in catalogue.losses:
        comparison, _ = Comparison(loss=loss.key).suited(catalogue)
        remedy = remedies(comparison, catalogue).get("loss")
        assert (remedy is not None) == (loss.verdict != "converges"), loss.key
        if remedy is None or not remedy.changes:
            continue
        taken = Comparison(**{**vars(comparison), **dict(remedy.changes)})
        assert taken.suited(catalogue) == (taken, ()), loss.key
        ascends = catalogue.loss(taken.loss).verdict == "needs ascent"
        assert (taken.fixed == "ascent") == ascends


@pytest.mark.parametrize(
    ("optimizer", "lr", "smaller"),
    [
        ("sgd", 10, 0.01),
        ("adam", 1, 0.01),
        ("adam", 0.01, 0.001),
        ("adam", 0.001, 0.0001),
        ("adam", 1e-6, 1e-6),
    ],
)
def test_where_steps_are_too_large_smaller_ones_are_offered(catalogue, optimizer, lr, smaller):
    comparison = Comparison(optimizer=optimizer, lr=lr)
    changes = dict(remedies(comparison, catalogue)["rate"].changes)
    assert changes["optimizer"] == "adam"
    assert changes["lr"] == pytest.approx(smaller)
