"""Every task through the whole engine: wirings, snapshots, scores."""

from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
from tasks import DATASETS, PAIRS, put_into

from explorer.engine.course import Course
from explorer.engine.data import SAMPLE, prepare
from explorer.engine.inventory import inventory
from explorer.engine.picture import GRID, PLANE
from explorer.engine.session import Session
from explorer.engine.setup import Setup
from explorer.panel.figures import build_charts
from explorer.records.spec import Comparison
from explorer.tasks import TASKS
from explorer.tasks.regression import Regression
from explorer.tasks.task import Score
from explorer.words.report import report
from explorer.words.sentence import sentence

TRIED = (("t_tempered", "t_plane"), ("t_two_noises", "t_two"), ("t_decay", "t_decay"))
FIXED = inventory().catalogue.keys("fixed")


@pytest.fixture
def tasks(monkeypatch):
    return put_into(inventory(), monkeypatch)


def run(catalogue, wiring, loss, dataset, **fields):
    """A linear model compiles in a third of the time."""
    spec = Comparison(loss=loss, dataset=dataset, depth=0, **fields).run(wiring, catalogue)
    return Session().run_to_end(spec)


@pytest.mark.parametrize(
    ("wiring", "loss", "dataset"),
    [(wiring, *pair) for wiring, pair in zip(FIXED, cycle(TRIED), strict=False)],
)
def test_fixed_wirings_train_every_task(tasks, wiring, loss, dataset):
    """Each one of them; every triple is in test_chain's long test."""
    outcome = run(tasks, wiring, loss, dataset, steps=20, lr=0.02).outcome
    assert (outcome.status, outcome.broken_link) == ("finished", None)
    assert not outcome.remarks
    assert outcome.mode == "xla"


@pytest.mark.parametrize(("loss", "dataset"), PAIRS)
def test_what_a_compiled_snapshot_holds_an_eager_one_holds_too(tasks, loss, dataset):
    compiled = run(tasks, "joint_tape", loss, dataset, steps=3, optimizer="sgd")
    eager = Course(compiled.spec, compiled.data, [Setup(compiled.means[0].key)])
    while not eager.ended:
        eager.advance(3)
    assert len(eager.snapshots) == 3
    for (_, one), (_, other) in zip(compiled.snapshots, eager.snapshots, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def look(key, outputs, validation=0.25, looks=3):
    """Snapshots of a network that gives `outputs(x)` wherever it is looked at."""
    record, load = DATASETS[key]
    data = prepare(record, load, 0)
    points = np.concatenate([data.x_validation, data.x_train[:SAMPLE], data.x_view])
    flat = np.concatenate([[validation], np.ravel(outputs(points))]).astype(np.float32)
    snapshots, sample = data.snapshots(np.tile(flat, (looks, 1)))
    assert sample.shape[:2] == (looks, len(data.y_sample))
    return data, snapshots


def test_a_curve_of_physics_is_u_alone():
    data, snapshots = look("t_decay", lambda t: np.hstack([np.exp(-1.5 * t) + 0.5, 7 * t]))
    assert snapshots.shape == (3, 2 + GRID)
    assert snapshots.dtype == np.float32
    assert snapshots[1, 0] == 0.25
    assert snapshots[1, 1] == pytest.approx(0.5)
    np.testing.assert_allclose(snapshots[1, 2:], np.exp(-1.5 * data.x_view[:, 0]) + 0.5, rtol=1e-6)
    assert data.view()["input"] == data.x_view[:, 0].tolist()


def test_two_targets_stand_one_after_the_other_and_are_scored_in_their_own_spread():
    data, snapshots = look("t_two", lambda x: np.hstack([np.sin(3 * x), 10 * x + 2]))
    assert snapshots.shape == (3, 1 + 2 + 2 * GRID)
    assert data.scores(snapshots[0]) == pytest.approx(
        (0, 2 / data.y_train[:, 1].std()), rel=1e-5, abs=1e-6
    )
    sine, line = snapshots[0, 3:].reshape(2, GRID)
    np.testing.assert_allclose(sine, np.sin(3 * data.x_view[:, 0]), atol=1e-6)
    np.testing.assert_allclose(line, 10 * data.x_view[:, 0] + 2, atol=1e-5)
    view = data.view()
    assert (view["kind"], view["scores"], len(view["train"]["targets"])) == ("curve", 2, 2)


def test_many_inputs_are_predicted_at_training_then_validation_points_target_after_target():
    data, snapshots = look("t_two_many", lambda x: x[:, :2])
    x = np.concatenate([data.x_train, data.x_validation])
    np.testing.assert_array_equal(snapshots[2, 3:], np.concatenate([x[:, 0], x[:, 1]]))
    assert data.view()["validation"] == {"targets": data.y_validation.T.tolist()}


def test_a_border_is_where_the_lead_is_none():
    slope = 4.0
    data, snapshots = look("t_plane", lambda x: slope * x)
    columns, rows = data.view()["columns"], data.view()["rows"]
    assert len(columns) == len(rows) == PLANE
    x = np.concatenate([data.x_train, data.x_validation])
    assert columns[0] < x[:, 0].min() < x[:, 0].max() < columns[-1]
    values = snapshots[0, 3 : 3 + PLANE**2].reshape(PLANE, PLANE)
    logits = slope * (np.array(rows)[:, None] - np.array(columns)[None])
    np.testing.assert_array_equal(values >= 1, logits > 0)
    share = 2 * (values - np.floor(values))
    np.testing.assert_allclose(share / (1 - share), np.abs(logits), atol=1e-4)
    wrong = snapshots[0, 3 + PLANE**2 :]
    assert len(wrong) == len(x)
    assert set(wrong) == {1}
    _, right = look("t_plane", lambda x: slope * x[:, ::-1])
    assert set(right[0, 3 + PLANE**2 :]) == {0}
    # Of the two logits the first is larger where x_1 > x_2; the data call that the second class.
    assert snapshots[0, 2] == 0


def test_many_inputs_of_classes_keep_the_probability_of_each_samples_own():
    data, snapshots = look("t_many", lambda x: np.log([[0.5, 0.3, 0.2]]) + 0 * x[:, :1])
    own = np.array([0.5, 0.3, 0.2])[data.view()["validation"]["classes"]]
    np.testing.assert_allclose(snapshots[0, 3:], own, rtol=1e-6)
    assert snapshots[0, 1] == pytest.approx(-np.log(own).mean())
    assert snapshots[0, 2] == pytest.approx((own == 0.5).mean())


@pytest.mark.parametrize("key", DATASETS)
def test_what_is_not_finite_gives_no_score(key):
    record, _ = DATASETS[key]
    outputs = 2 if record.task == "physics" else record.outputs
    data, snapshots = look(key, lambda x: np.full((len(x), outputs), np.nan), np.nan)
    assert set(data.scores(snapshots[0])) == {None}


def test_the_outcome_tells_the_first_and_the_last_score(tasks):
    outcome = run(tasks, "registering_model", "t_tempered", "t_plane", steps=40, lr=0.05).outcome
    assert outcome.first_scores[0] > outcome.final_scores[0] > 0
    assert outcome.first_scores[1] < outcome.final_scores[1] <= 1
    assert report(outcome)["final_scores"] == outcome.final_scores


class Within(Regression):
    """A regression that is also scored by how many predictions are within 1 of the truth."""

    key = "within"
    scores = (*Regression.scores, Score("Within 1", "share", "a share", is_error=False))

    def measure(self, predicted, y, y_train):
        share = (np.abs(predicted - y) < 1).mean(axis=1)
        return np.hstack([super().measure(predicted, y, y_train), share])


def test_a_new_task_is_one_object(tasks, monkeypatch):
    monkeypatch.setitem(TASKS, "within", Within())
    loss, data = tasks.loss("gaussian"), tasks.dataset("diabetes")
    loss, data = replace(loss, task="within"), replace(data, task="within")
    catalogue = replace(tasks, losses=(loss,), datasets=(data,))
    monkeypatch.setitem(vars(inventory()), "catalogue", catalogue)
    outcome = run(catalogue, "registering_model", loss.key, data.key, steps=20).outcome
    assert 0 <= outcome.final_scores[1] <= 1
    assert ", with a share of " in sentence(outcome, catalogue)
    charts = {
        chart["key"]: chart for chart in build_charts({"b": tasks.wirings[-1]}, loss, data, 20)
    }
    assert charts["score.1"]["title"] == "Within 1"
    assert charts["score.1"]["figure"]["data"][0]["meta"]["score"] == 1
