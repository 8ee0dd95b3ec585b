"""Runs that are changed in the middle: what came before stays, what follows is the new wiring's."""

import itertools

import numpy as np
import pytest

from explorer.engine.inventory import inventory
from explorer.engine.session import Session, as_declared
from explorer.records.catalogue import FIRST
from explorer.records.event import Event, parse_event
from explorer.records.spec import Comparison, RunSpec
from explorer.words.sentence import sentence

CATALOGUE = inventory().catalogue
AT = 100


def spec_of(wiring, *events, **fields) -> RunSpec:
    """A run of a linear model, which compiles quickly; events as the command line takes them."""
    read = tuple(parse_event(text, CATALOGUE) for text in events)
    fields = {"steps": 300, "depth": 0, **fields}
    return Comparison(**fields).run(wiring, CATALOGUE, read)


def value(run, step, name="log_variance"):
    return float(run.column(f"{name}.value")[step - 1])


def test_a_parameter_that_stood_still_moves_after_the_rewiring_and_not_before(session):
    plain = session.run_to_end(spec_of("loss_in_compile"))
    rewired = session.run_to_end(spec_of("loss_in_compile", "100.wiring.registering_model"))
    assert rewired.rows[:AT].tobytes() == plain.rows[:AT].tobytes()
    assert value(rewired, AT) == plain.initial["log_variance"] == value(plain, 300)
    assert value(rewired, AT + 1) != value(rewired, AT)
    assert [chain.broken_link for chain in rewired.outcome.chains] == ["listed", None]
    assert rewired.outcome.verdict == "works"
    assert rewired.outcome.fingerprint != plain.outcome.fingerprint


def test_rewiring_makes_the_optimizers_anew_and_keeps_weights_and_parameters(session):
    """After one step of Adam from zero moments a parameter has moved by its learning rate."""
    run = session.run_to_end(
        spec_of("registering_model", "100.wiring.joint_tape", "200.lr.0.02", optimizer="adam")
    )
    moved = [abs(value(run, step + 1) - value(run, step)) for step in (AT - 1, AT)]
    assert moved[1] == pytest.approx(0.01, rel=1e-3)
    assert moved[0] != pytest.approx(0.01, rel=1e-3)
    # What the loss is after 100 steps does not fall back to what it was at first.
    losses = run.column("loss")
    assert losses[AT : AT + 5].mean() < losses[:5].mean()


@pytest.mark.parametrize("wiring", ["registering_model", "joint_tape", "endpoint_layer"])
def test_an_event_that_changes_nothing_leaves_every_row_as_it_was(session, wiring):
    """A learning rate set to what it is: optimizers, batches and snapshots go on."""
    plain = session.run_to_end(spec_of(wiring, optimizer="momentum"))
    same = session.run_to_end(spec_of(wiring, "37.lr.0.01", "150.lr.0.01", optimizer="momentum"))
    assert same.rows.tobytes() == plain.rows.tobytes()
    for (step, one), (other_step, other) in zip(plain.snapshots, same.snapshots, strict=True):
        assert (step, one.tobytes()) == (other_step, other.tobytes())


CHANGED = spec_of(
    "loss_in_compile",
    "60.set.log_variance.2.5",
    "100.wiring.two_optimizers",
    "100.loss_lr.0.2",
    "200.wiring.loss_in_compile",
)


@pytest.fixture(scope="module")
def alone():
    """The fingerprint of `CHANGED` on programs of its own."""
    return Session().run_to_end(CHANGED).outcome.fingerprint


@pytest.mark.parametrize("lengths", [(7,), (1, 99, 50), (1000,)])
def test_chunks_change_nothing(session, alone, lengths):
    course, pace = session.course(CHANGED), itertools.cycle(lengths)
    while not course.ended:
        course.advance(next(pace))
    assert course.outcome.fingerprint == alone


def test_two_runs_with_events_taking_turns_do_not_mix(session):
    specs = [
        spec_of("registering_model", "50.wiring.joint_tape", "90.lr.0.1", seed=seed)
        for seed in (1, 2)
    ]
    alone = [session.run_to_end(spec).outcome.fingerprint for spec in specs]
    courses = [session.course(spec) for spec in specs]
    while not all(course.ended for course in courses):
        for course in courses:
            if not course.ended:
                course.advance(20)
    assert [course.outcome.fingerprint for course in courses] == alone


def test_rates_act_from_their_step_on(session):
    run = session.run_to_end(spec_of("two_optimizers", "100.loss_lr.0.5", optimizer="sgd"))
    rows = {name: run.column(f"log_variance.{name}") for name in ("grad_delivered", "value")}
    for step, rate in ((AT, 0.05), (AT + 1, 0.5)):
        change = rows["value"][step - 1] - rows["value"][step - 2]
        assert change == pytest.approx(-rate * rows["grad_delivered"][step - 1], rel=1e-3)


@pytest.mark.parametrize("wiring", ["registering_model", "py_function"])
def test_a_value_is_set(session, wiring):
    run = session.run_to_end(
        spec_of(wiring, "20.set.log_variance.2.5", steps=40, optimizer="sgd", lr=1e-4)
    )
    assert abs(value(run, 20)) < 0.1
    assert value(run, 21) == pytest.approx(2.5, abs=0.1)
    assert run.outcome.segments[1].parameters["log_variance"].initial == 2.5
    assert not run.outcome.segments[1].remarks


@pytest.mark.parametrize("wiring", ["fresh_loss_eager", "float_set_by_callback"])
def test_a_value_that_cannot_be_set_is_said(session, wiring):
    run = session.run_to_end(spec_of(wiring, "20.set.log_variance.2.5", steps=40))
    assert "not_set" in [remark.kind for remark in run.outcome.segments[1].remarks]
    assert value(run, 21) != pytest.approx(2.5, abs=0.5)


def test_a_wiring_that_raises_raises_at_its_event_and_keeps_the_rows(session):
    raising = "created_in_call"
    run = session.run_to_end(spec_of("registering_model", f"100.wiring.{raising}"))
    outcome = run.outcome
    assert (outcome.status, outcome.step, outcome.exception.step) == ("raised", AT, AT + 1)
    assert len(run.rows) == AT
    assert as_declared(outcome, CATALOGUE)
    # What follows the event that raises is not begun.
    later = session.run_to_end(
        spec_of("registering_model", f"100.wiring.{raising}", "200.wiring.joint_tape")
    )
    assert len(later.outcome.chains) == 2


def test_compiled_and_eager_steps_follow_each_other(session):
    events = ("100.wiring.py_function", "220.wiring.registering_model")
    run = session.run_to_end(spec_of("loss_in_compile", *events, steps=340))
    assert run.modes == ("xla", "eager", "xla")
    assert [chain.broken_link for chain in run.outcome.chains] == ["listed", "used", None]
    steps = np.diff(run.column("log_variance.value"))
    assert not steps[:219].any()
    assert steps[219:].all()
    # The weights went on through all three.
    losses = run.column("loss")
    for at in (100, 220):
        assert losses[at : at + 5].mean() < losses[:5].mean()


def test_the_figures_of_a_segment_count_its_own_steps(session):
    run = session.run_to_end(spec_of("loss_in_compile", "100.wiring.registering_model"))
    used, moved = (run.outcome.chains[1].links[at].finding for at in (1, 4))
    assert used.figures["step"] == AT + 1
    assert moved.figures["steps"] == FIRST


SAMPLE = {"fresh_loss_eager", "created_in_call", "saturated_sigmoid", "zip_truncation"}
SAMPLE |= {"pinning_constraint", "reset_every_epoch", "endpoint_layer", "two_optimizers"}


@pytest.mark.parametrize(
    "wiring",
    [
        pytest.param(wiring, marks=[] if wiring.key in SAMPLE else [pytest.mark.long])
        for wiring in CATALOGUE.wirings
    ],
    ids=lambda wiring: wiring.key,
)
def test_every_wiring_rewired_has_the_chains_of_both(wiring, session):
    """To the one that mends it; fixed ones to one that is broken whatever the parameter is.

    Where the start itself is at fault, the parameter has to be set too.
    """
    other = wiring.mended_by or "loss_in_compile"
    suiting = [loss.key for loss in CATALOGUE.losses if wiring.suits(loss)]
    loss = min(suiting, key=lambda key: key != Comparison().loss)
    chosen = Comparison(loss=loss, depth=0, steps=250)
    comparison, _ = chosen.suited(CATALOGUE, chosen=("loss",))
    events = (Event(AT, "wiring", other),)
    if wiring.key == "saturated_sigmoid":
        events += (Event(AT, "set", 0.0, "log_variance"),)
    outcome = session.run_to_end(comparison.run(wiring.key, CATALOGUE, events)).outcome
    raised = wiring.outcome == "raises"
    assert len(outcome.chains) == (1 if raised else 2)
    assert as_declared(outcome, CATALOGUE), outcome.chains


def test_a_parameter_that_a_wiring_makes_anew_is_said_to_start_again(session):
    events = ("50.wiring.fresh_loss_eager",)
    outcome = session.run_to_end(spec_of("registering_model", *events, steps=60)).outcome
    told = sentence(outcome, CATALOGUE)
    assert "it started again at 1.000 and went to" in told
    assert "(not one trainable variable). Over the whole run, the mean absolute error" in told


def test_what_stays_after_an_event_stays_for_so_many_steps(session):
    outcome = session.run_to_end(spec_of("loss_in_compile", "100.lr.0.02")).outcome
    assert "it stayed at 1.000 for 200 steps" in sentence(outcome, CATALOGUE)
