"""The finite difference of a step: what the tape has, else a finding that says why not."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.engine.course import Course
from explorer.engine.data import prepare
from explorer.engine.examination import TOLERANCE, examine
from explorer.engine.examiner import BACK, Examiner
from explorer.engine.inventory import inventory
from explorer.engine.session import Session, finished
from explorer.engine.setup import Setup
from explorer.engine.training import Moment
from explorer.outcomes.table import spec_of
from explorer.records.program_key import ProgramKey
from explorer.records.spec import Comparison

CATALOGUE = inventory().catalogue
LOSSES = [record.key for record in CATALOGUE.losses]
FIXED = CATALOGUE.wiring("two_optimizers")
AGREES = {"agrees", "small_gradient"}
SMALLEST = 1e-3
"""Gradients below are what is left in float32 of terms that cancel."""


def small(loss="gaussian", wiring="two_optimizers", **fields):
    """A run of a network without hidden layers, on the dataset that the loss is shown on."""
    shown = spec_of(CATALOGUE.wiring(wiring), loss, CATALOGUE)
    settings = {"loss": loss, "dataset": shown.dataset, "lr": shown.lr, "depth": 0, "steps": 40}
    events = fields.pop("events", "")
    query = {**settings, **fields, "broken": wiring, "view": "broken", "events": events}
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    assert not [problem for problem in problems if problem.name != "broken"], problems
    return comparison.run(wiring, CATALOGUE, comparison.events_of("a"))


class Uncompiled:
    """An examiner whose courses run without compiling, which is quick for a few steps."""

    def __init__(self):
        self.begun = []
        self.examiner = Examiner(self._preparing)

    def _preparing(self, spec):
        yield
        dataset = CATALOGUE.dataset(spec.dataset)
        data = prepare(dataset, inventory().loads[spec.dataset], spec.seed)
        setup = Setup(ProgramKey.of(spec, dataset))
        self.begun.append(Course(spec, data, [setup] * len(spec.segments)))
        return self.begun[-1]

    def __call__(self, spec, step):
        return finished(self.examiner.examining(spec, step))

    def tape(self, name, step):
        return float(self.begun[-1].column(f"{name}.grad_available")[step - 1])


@pytest.mark.parametrize("loss", LOSSES)
def test_the_difference_is_what_the_tape_has(loss):
    uncompiled, spec = Uncompiled(), small(loss)
    for step in (1, 2, 12):
        for name, examined in uncompiled(spec, step).parameters.items():
            tape = uncompiled.tape(name, step)
            assert examined.difference == pytest.approx(tape, rel=1e-3, abs=1e-3 * SMALLEST)
            assert examined.finding.kind in AGREES


@pytest.mark.long
@pytest.mark.parametrize("loss", LOSSES)
def test_the_difference_is_what_the_compiled_tape_has_or_the_tape_rounds(loss, session):
    spec = small(loss, steps=300, depth=1, width=8)
    rows = session.run_to_end(spec)
    for step in (1, 2, 30, 100, 300):
        for name, examined in session.examine(spec, step).parameters.items():
            tape = float(rows.column(f"{name}.grad_available")[step - 1])
            if examined.finding.kind == "in_float32":
                tape = examined.finding.figures["gradient"]
            assert examined.difference == pytest.approx(tape, rel=1e-3, abs=1e-3 * SMALLEST)
            assert examined.finding.kind in {*AGREES, "in_float32"}


@pytest.mark.long
@pytest.mark.parametrize("wiring", [wiring.key for wiring in CATALOGUE.wirings])
def test_every_wiring_agrees_or_says_why(wiring, session):
    suited = next(key for key in ("gaussian", *LOSSES) if suits(wiring, key))
    spec = small(suited, wiring)
    steps = session.run_to_end(spec).step
    kinds = {
        examined.finding.kind
        for step in range(1, min(3, steps) + 1)
        for examined in session.examine(spec, step).parameters.values()
    }
    if CATALOGUE.wiring(wiring).breaks_at in ("variable", "used"):
        assert kinds <= {*AGREES, "lost_by_tape", "flat"}
    else:
        assert kinds <= ({"other_objective"} if wiring == "tuple_averaged" else AGREES)


def suits(wiring, loss):
    return CATALOGUE.wiring(wiring).suits(CATALOGUE.loss(loss))


def only(examination):
    (examined,) = examination.parameters.values()
    return examined


@pytest.mark.parametrize("wiring", ["stop_gradient", "numpy_in_loss", "not_trainable"])
def test_where_the_tape_lost_it_the_difference_is_the_proof(wiring):
    uncompiled = Uncompiled()
    examined = only(uncompiled(small(wiring=wiring), 1))
    assert math.isnan(uncompiled.tape("log_variance", 1))
    assert examined.finding.kind == "lost_by_tape"
    assert examined.difference == pytest.approx(only(Uncompiled()(small(), 1)).difference)


def test_a_rounded_parameter_changes_nothing_nearby():
    examined = only(Uncompiled()(small(wiring="rounded"), 2))
    assert (examined.difference, examined.finding.kind) == (0, "flat")


def test_a_rounded_parameter_jumps_halfway():
    examined = only(Uncompiled()(small(wiring="rounded", events="a1.set.log_variance.0.5"), 2))
    assert examined.finding.kind == "jump"
    assert abs(examined.finding.figures["height"]) > 1e-3


def test_a_kink_has_a_slope_on_either_side():
    # The formula clips log σ² at 10.
    examined = only(Uncompiled()(small(events="a1.set.log_variance.10"), 2))
    assert examined.finding.kind == "kink"
    left, right = examined.finding.figures["left"], examined.finding.figures["right"]
    assert (left, right) == (pytest.approx(0.5, abs=0.01), 0)
    assert examined.difference == pytest.approx((left + right) / 2)


def test_a_step_that_minimises_something_else_is_named():
    examined = only(Uncompiled()(small(wiring="tuple_averaged"), 1))
    assert examined.finding.kind == "other_objective"
    assert examined.finding.figures["found"] != pytest.approx(examined.finding.figures["expected"])


@pytest.mark.parametrize("wiring", ["fresh_loss_eager", "created_in_call_eagerly"])
def test_a_loss_made_in_the_step_is_examined_where_it_starts(wiring):
    uncompiled, spec = Uncompiled(), small(wiring=wiring)
    for step in (1, 2, 7):
        examined = only(uncompiled(spec, step))
        assert examined.finding.kind == "agrees"


RNG = np.random.default_rng(3)
Y, F = RNG.normal(size=(2, 16, 1)).astype(np.float32)


def examined_with(read, value=0.0, gradient=math.nan, trained_on=0.0, loss="gaussian"):
    """The only parameter of a loss that reads it so, at this value."""
    made = loss and inventory().losses[loss](read=read)
    moment = Moment(5, Y, F, {"log_variance": value})
    return examine(moment, made, {"log_variance": gradient}, trained_on)["log_variance"]


def test_of_a_small_gradient_float32_has_few_digits():
    even = examined_with(lambda parameter: 1e-4 * parameter).difference
    assert abs(even) < 1e-4
    exact = examined_with(lambda parameter: 1e-4 * parameter, gradient=even)
    rounded = examined_with(lambda parameter: 1e-4 * parameter, gradient=even + 5e-7)
    assert (exact.finding.kind, rounded.finding.kind) == ("agrees", "small_gradient")
    assert rounded.finding.figures["apart"] == pytest.approx(5e-7, rel=1e-3)


def test_what_a_loss_raises_is_a_result():
    def raising(parameter):
        raise ValueError("no such /home/someone/place.txt")

    examined = examined_with(raising)
    assert examined.difference is None
    assert examined.finding.kind == "loss_raised"
    assert examined.finding.figures == {"type": "ValueError", "message": "no such place.txt"}


def test_without_a_loss_there_is_nothing_to_evaluate():
    assert examined_with(None, loss=None).finding.kind == "no_loss"


def test_a_loss_that_is_not_finite_beside_the_parameter_has_no_difference():
    examined = examined_with(tf.math.log)
    assert (examined.difference, examined.finding.kind) == (None, "not_finite_beside")


def test_a_tape_that_rounds_is_told_from_one_that_is_wrong():
    loss = inventory().losses["gaussian"]()
    trained_on = float(loss(Y, F))
    exact = examined_with(None, trained_on=trained_on).difference
    rounded = examined_with(None, gradient=1.01 * exact, trained_on=trained_on)
    assert rounded.finding.kind == "in_float32"
    assert rounded.finding.figures["gradient"] == pytest.approx(exact, rel=TOLERANCE)

    @tf.custom_gradient
    def doubled(parameter):
        return parameter, lambda upstream: 2 * upstream

    wrong = examined_with(doubled, gradient=2 * exact, trained_on=trained_on)
    assert wrong.finding.kind == "differs"


def test_the_loss_itself_is_left_as_it_was():
    loss = inventory().losses["gaussian"]()
    before = float(loss(Y, F))
    examine(Moment(1, Y, F, {"log_variance": 3.0}), loss, {"log_variance": 1.0}, before)
    assert (float(loss(Y, F)), loss.dtype, loss.reads_as_is) == (before, "float32", True)
    assert isinstance(loss.log_variance, keras.Variable)


def test_stepping_on_costs_one_step_and_stepping_back_none():
    uncompiled, spec = Uncompiled(), small()
    for step in (20, 21, 22, 21, 20 - BACK):
        assert uncompiled(spec, step).step == step
    assert len(uncompiled.begun) == 1
    assert uncompiled.begun[0].step == 22
    uncompiled(spec, 20 - BACK - 1)
    assert len(uncompiled.begun) == 2


def test_a_step_is_the_same_whichever_way_it_is_reached():
    spec = small("kendall", events="a5.lr.0.1,a9.set.log_variance_0.1")
    forward = Uncompiled()
    each = [forward(spec, step) for step in range(1, 13)]
    assert [Uncompiled()(spec, step) for step in (12, 10, 6, 5)] == [each[i] for i in (11, 9, 5, 4)]


def test_a_step_that_the_run_does_not_have_is_none():
    examination = Uncompiled()(small(wiring="rebound_to_tensor"), 3)
    assert (examination.parameters, examination.steps) == ({}, 1)


def test_a_question_that_is_dropped_leaves_its_course_to_the_next():
    uncompiled, spec = Uncompiled(), small()
    examining = uncompiled.examiner.examining(spec, 30)
    for _ in range(3):
        next(examining)
    reached = uncompiled.begun[0].step
    assert reached > 0
    examining.close()
    uncompiled(spec, 31)
    assert len(uncompiled.begun) == 1


def test_examining_changes_no_bit_of_the_run():
    """On the same program, and while the run is under way."""
    session, spec = Session(), small(steps=60)
    alone = session.run_to_end(spec).outcome.fingerprint
    course = session.course(spec)
    for step in (10, 11, 40):
        course.advance(15)
        session.examine(spec, step)
    while not course.ended:
        course.advance(7)
    assert course.outcome.fingerprint == alone
    assert session.size == 1
