"""The landscape of a run: measured on the run's own loss, and sent without loss of bits."""

import base64
import json

import numpy as np
import pytest

from explorer.engine.inventory import inventory
from explorer.engine.survey import ESTIMATED, SHAPE_POINTS, SLICE_POINTS
from explorer.records.spec import Comparison
from explorer.web.viewer import packed

CATALOGUE = inventory().catalogue


def surveyed(session, query, wiring="joint_tape"):
    comparison, problems = Comparison.from_query(f"{query}&depth=0", CATALOGUE)
    assert not problems
    run = session.run_to_end(comparison.run(wiring, CATALOGUE))
    pieces = list(session.survey(run))
    assert all(piece is None for piece in pieces[:-1])
    return run, pieces[-1]


@pytest.fixture(scope="module")
def gaussian(session):
    return surveyed(session, "loss=gaussian&steps=300")


def test_it_stands_at_the_snapshots(gaussian):
    run, land = gaussian
    assert land.steps == tuple(step for step, _ in run.snapshots)
    looks = len(land.steps)
    assert land.shape.shape == (looks, 1, SHAPE_POINTS)
    assert land.slices["log_variance"].shape == (looks, SLICE_POINTS)
    assert all(array.dtype == np.float32 for array in (land.x, land.shape, land.marks))


def test_shape_and_slice_are_the_formula_at_the_run_s_own_values(gaussian):
    run, land = gaussian
    place = 7
    s = float(run.column("log_variance.value")[land.steps[place] - 1])
    r = land.x.astype(float)
    expected = 0.5 * (np.exp(-s) * r**2 + s + np.log(2 * np.pi))
    np.testing.assert_allclose(land.shape[place, 0], expected, rtol=1e-5, atol=1e-5)
    residuals = run.data.y_sample - run.outputs[land.steps[place]]
    at = land.at["log_variance"].astype(float)
    mean = 0.5 * (np.exp(-at) * np.mean(residuals.astype(float) ** 2) + at + np.log(2 * np.pi))
    inside = np.abs(at) < 10  # where the loss bounds s
    found = land.slices["log_variance"][place]
    np.testing.assert_allclose(found[inside], mean[inside], rtol=1e-4, atol=1e-5)


def test_the_slice_holds_all_that_the_parameter_went_through_and_its_optimum_follows(gaussian):
    run, land = gaussian
    values, at = run.column("log_variance.value"), land.at["log_variance"]
    assert at[0] < values.min() < values.max() < at[-1]
    found = land.optima["log_variance"]
    known = np.isfinite(found)
    assert known.sum() == ESTIMATED and known[[0, -1]].all()
    for place in np.flatnonzero(known):
        residuals = run.data.y_sample - run.outputs[land.steps[place]]
        assert found[place] == pytest.approx(np.log(np.mean(residuals**2)), abs=1e-4)


@pytest.mark.parametrize(
    ("query", "lines", "optima"),
    [
        ("loss=focal&dataset=imbalanced_blobs&steps=30", 2, ()),
        ("loss=temperature&dataset=iris&steps=30", 1, ("log_t",)),
        ("loss=kendall&steps=30", 2, ("log_variance_0", "log_variance_1")),
        ("loss=inverse_pinn&steps=30", 0, ("k",)),
    ],
)
def test_every_task_has_its_lines(session, query, lines, optima):
    _, land = surveyed(session, query)
    assert land.shape.shape[:2] == (len(land.steps), lines)
    assert land.marks.shape[1] == lines
    assert tuple(land.optima) == optima
    assert all(np.isfinite(values).all() for values in land.slices.values())


def test_a_loss_that_reads_its_parameter_otherwise_is_surveyed_as_it_reads(session):
    """Beyond its clip the loss no longer depends on the parameter: the slice is flat there."""
    _, land = surveyed(session, "loss=penalty&steps=30", "clipped")
    flat = np.ptp(land.slices["alpha"], axis=1)
    _, whole = surveyed(session, "loss=penalty&steps=30")
    assert (flat < np.ptp(whole.slices["alpha"], axis=1)).all()
    assert land.optima == {}


def test_a_loss_that_cannot_be_traced_is_surveyed_uncompiled(session):
    """It reads its parameter through NumPy, which changes no value."""
    _, land = surveyed(session, "loss=penalty&steps=5", "numpy_in_loss")
    _, traced = surveyed(session, "loss=penalty&steps=5", "stop_gradient")
    np.testing.assert_allclose(land.slices["alpha"][0], traced.slices["alpha"][0], rtol=1e-3)


def test_a_run_without_a_row_has_none(session):
    comparison, _ = Comparison.from_query("steps=30", CATALOGUE)
    run = session.run_to_end(comparison.run("tuple_from_loss", CATALOGUE))
    assert list(session.survey(run)) == []


def test_packed_it_is_json_and_keeps_every_bit(gaussian):
    _, land = gaussian
    plain = json.loads(json.dumps(packed(land), allow_nan=False))
    assert plain["steps"] == list(land.steps)
    data = base64.b64decode(plain["shape"]["data"])
    back = np.frombuffer(data, "<f4").reshape(plain["shape"]["shape"])
    np.testing.assert_array_equal(back, land.shape)
    assert packed(None) is None
