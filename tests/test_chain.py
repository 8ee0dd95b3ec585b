"""Every wiring on every loss and dataset: the measured chain is what it declares."""

import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from typing import NamedTuple
from zlib import crc32

import pytest

from explorer.engine.inventory import inventory
from explorer.engine.session import Session, as_declared
from explorer.explore.likeness import likeness
from explorer.records.catalogue import MOVED
from explorer.records.fields import FIELD
from explorer.records.finding import found
from explorer.records.spec import Comparison
from explorer.words.sentence import sentence

CATALOGUE = inventory().catalogue


class Fact(NamedTuple):
    """What a small program with this wiring did elsewhere, outside this project."""

    moves: bool
    silent: bool = True
    exception: str | None = None
    words: str = ""


def still(silent=True):
    return Fact(moves=False, silent=silent)


def moves(silent=True):
    return Fact(moves=True, silent=silent)


def raises(exception, words):
    return Fact(moves=False, silent=False, exception=exception, words=words)


SINGLETON = "tf.function only supports singleton tf.Variables created on the first call"
NO_GRADIENTS = "No gradients provided for any variable"
FACTS = {
    # variable
    # Eager, and with alpha 1.0: there the float fails as a source.
    "python_float": raises("AttributeError", "'float' object has no attribute '_id'"),
    "float_set_by_callback": still(),
    "constant": raises("AttributeError", "'tensorflow.python.framework.ops.EagerTensor'"),
    "not_trainable": still(),
    "created_in_call": raises("ValueError", SINGLETON),
    "created_in_call_eagerly": still(),
    "fresh_loss": raises("ValueError", SINGLETON),
    "fresh_loss_eager": still(),
    "rebound_to_tensor": raises("TypeError", "unsupported operand type(s) for *: 'float'"),
    "rebound_variable": still(),
    "stale_transform": still(silent=False),
    # used
    "deep_copied_loss": still(silent=False),
    "numpy_in_loss": still(silent=False),
    "numpy_in_compiled_loss": raises("NotImplementedError", "numpy() is only available"),
    "stop_gradient": still(silent=False),
    "integer_variable": still(silent=False),
    "rounded": still(silent=False),
    "compared": still(silent=False),
    "py_function": still(silent=False),
    "numpy_function": raises("ValueError", NO_GRADIENTS),
    "zero_for_unconnected": still(),
    "clipped": still(),
    "dead_relu": still(),
    "saturated_sigmoid": still(),
    "dead_square": still(),
    "forward_outside_tape": moves(silent=False),
    # listed
    "variable_in_compiled_loss": still(),
    "loss_in_compile": still(),
    "closure": still(),
    "tf_variable_attribute": still(),
    "loss_as_attribute": still(),
    "layer_as_loss": still(),
    "loss_and_layer": still(),
    "lambda_layer": still(),
    "loss_weights": still(),
    "attached_after_first_fit": still(),
    "only_model_variables": still(),
    # delivered
    "gradient_not_applied": still(),
    "zip_truncation": still(),
    "second_call": raises("ValueError", "Unknown variable: <"),
    "built_on_other_list": raises("ValueError", "Unknown variable: <"),
    "tuple_from_loss": raises("ValueError", "Shapes must be equal rank, but are 0 and 1"),
    "tuple_averaged": moves(),
    "loss_outside_tape": raises("ValueError", NO_GRADIENTS),
    # moved
    "reset_every_epoch": still(),
    "pinning_constraint": still(),
    "global_clipnorm": still(),
    "rate_too_small": still(),
    "frozen_after_compile": moves(),
    "lost_on_load": still(silent=False),
    # fixed
    "joint_tape": moves(),
    "two_optimizers": moves(),
    "registering_model": moves(),
    "train_step_override": moves(),
    "add_weight": moves(),
    "endpoint_layer": moves(),
    "loss_method": moves(),
    "wrapper_model": moves(),
    "attached_to_sequential": moves(),
    "attached_to_functional": moves(),
    "multi_optimizer": moves(),
    "assign_by_hand": moves(),
    "ascent": moves(),
}
PAIRS = [
    (wiring.key, loss.key)
    for wiring in CATALOGUE.wirings
    for loss in CATALOGUE.losses
    if wiring.suits(loss)
]
SAMPLE = [
    pair
    for pair in PAIRS
    if pair[1] == "penalty" or pair[0] == "ascent" or crc32("|".join(pair).encode()) % 100 == 0
]
"""A hash picks the same pairs whatever is added to the catalogue."""


def test_every_fact_is_of_a_wiring():
    """A new wiring needs no fact; it is held against its own declaration."""
    assert set(FACTS) <= set(CATALOGUE.keys("wirings"))


@pytest.mark.parametrize(("wiring", "loss"), SAMPLE)
def test_each_does_what_it_declares(session, wiring, loss):
    comparison, _ = Comparison.from_query(f"loss={loss}", CATALOGUE)
    # A linear model: it compiles in a third of the time, and no link depends on the network.
    check(session, wiring, loss, comparison.dataset, depth=0)


@pytest.fixture(scope="module")
def processes():
    """One process at a time, each for some runs: what programs take is only so given back."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=40) as pool:
        yield pool


@pytest.mark.long
@pytest.mark.parametrize(("wiring", "loss"), PAIRS)
def test_each_does_what_it_declares_everywhere(processes, wiring, loss):
    for dataset in CATALOGUE.datasets_for(CATALOGUE.loss(loss)):
        processes.submit(check_alone, wiring, loss, dataset.key).result()


@cache
def own_session():
    return Session()


def check_alone(wiring, loss, dataset):
    """Where no residual reaches Huber's threshold, the loss itself gives no gradient."""
    spec = Comparison(loss=loss, dataset=dataset, steps=120).run(wiring, CATALOGUE)
    outcome = own_session().run_to_end(spec).outcome
    if loss == "huber" and outcome.finding and outcome.finding.kind == "zero_gradient":
        assert sentence(outcome, CATALOGUE)
        return
    check(own_session(), wiring, loss, dataset)


def whole_epochs(dataset):
    """At least 120 steps that end with a tenth epoch, when what a callback does has been done."""
    train = CATALOGUE.dataset(dataset).training_samples
    ten = 10 * math.ceil(train / FIELD["batch_size"].default)
    return ten * math.ceil(120 / ten)


def check(session, wiring, loss, dataset, **fields):
    """One run against the wiring's declaration and against the fact."""
    steps = whole_epochs(dataset)
    spec = Comparison(loss=loss, dataset=dataset, steps=steps, **fields).run(wiring, CATALOGUE)
    outcome = session.run_to_end(spec).outcome
    assert as_declared(outcome, CATALOGUE), outcome.chain
    assert sentence(outcome, CATALOGUE)
    error = outcome.exception
    said = [f"{error.type}: {error.message}"] if error else []
    for message in (*said, *outcome.warnings):
        assert likeness(message, CATALOGUE.wiring(wiring)) > 0.9, message
    fact = FACTS.get(wiring)
    if fact is None:
        return
    if wiring != "python_float" or loss == "penalty":  # TensorFlow takes 0.0 for a dtype
        assert (outcome.exception.type if outcome.exception else None) == fact.exception
        assert fact.exception is None or outcome.exception.message.startswith(fact.words)
    assert outcome.silent == fact.silent, outcome.warnings
    if outcome.finding != found("new_each_step"):
        moved = [
            abs(result.final - result.initial) > MOVED * max(1, abs(result.initial))
            for result in outcome.parameters.values()
        ]
        assert all(moved) == fact.moves


def test_what_is_first_set_back_after_the_steps_that_are_judged_is_still_seen(session):
    """Of digits an epoch is 23 steps, and the tenth ends long after the hundredth step."""
    spec = Comparison(loss="focal", dataset="digits", steps=240, depth=0).run(
        "lost_on_load", CATALOGUE
    )
    outcome = session.run_to_end(spec).outcome
    assert outcome.broken_link == "moved"
    assert outcome.finding == found("set_back", times=1, steps=230, value=0.5)
    early = session.run_to_end(replace(spec, steps=220)).outcome
    assert early.broken_link is None


def test_what_wavers_about_its_start_has_moved(session):
    """The noise is symmetric, so that the skew belongs at its start, and is there at step 100."""
    chosen = Comparison(loss="asymmetric_laplace", dataset="heavy_tails", steps=120)
    outcome = session.run_to_end(chosen.run("joint_tape", CATALOGUE)).outcome
    assert outcome.broken_link is None
    assert dict(outcome.chain.links[-1].findings)["logit_tau"].kind == "wavered"


def test_what_does_not_suit_is_refused_with_the_reason():
    comparison, problems = Comparison.from_query("broken=loss_weights&loss=gaussian", CATALOGUE)
    assert comparison.broken == FIELD["broken"].default
    assert "(`loss_weights`) makes no sense with the loss" in problems[0].message
    assert Comparison.from_query("broken=loss_weights&loss=penalty", CATALOGUE)[1] == ()


def test_ascent_raises_what_descent_lowers(session, monkeypatch):
    """On the penalty, which is not offered with it, so that its direction can be seen."""
    spec = Comparison(loss="penalty", steps=20, depth=0).run("ascent", CATALOGUE)
    alpha = session.run_to_end(spec).outcome.parameters["alpha"]
    assert alpha.final > alpha.initial
    assert alpha.grad_delivered == -alpha.grad_available


def test_the_article_story(session):
    """alpha 1.0 -> 1.0, a gradient is there, none is delivered, the list is where it is lost."""
    spec = Comparison(loss="penalty", steps=500, depth=0).run("loss_in_compile", CATALOGUE)
    outcome = session.run_to_end(spec).outcome
    alpha = outcome.parameters["alpha"]
    assert (alpha.initial, alpha.final) == (1.0, 1.0)
    assert alpha.grad_available > 0
    assert alpha.grad_delivered is None
    assert outcome.broken_link == "listed"
    assert [link.ok for link in outcome.chain.links] == [True, True, False, False, False]


def test_a_new_loss_at_every_step_is_measured_on_eager_steps(session):
    spec = Comparison(depth=0).run("fresh_loss", CATALOGUE)
    chain = session.run_to_end(spec).outcome.chain
    assert chain.measured_on == "two eager steps"
    assert chain.links[0].finding == found("new_each_step")


@pytest.mark.parametrize(
    ("seam", "broken_link", "kind"),
    [
        ({"read": "stop_gradient"}, "used", "not_recorded"),
        ({"read": "times_zero"}, "used", "zero_gradient"),
        ({"add_parameter": "not_trainable"}, "variable", "frozen"),
    ],
)
def test_faults_that_no_wiring_here_has_are_told_apart(
    session, monkeypatch, seam, broken_link, kind
):
    """The chain is measured, so it must find faults put into any wiring."""
    import keras
    import tensorflow as tf

    seams = {
        "stop_gradient": tf.stop_gradient,
        "times_zero": lambda parameter: parameter * 0.0,
        "not_trainable": lambda name, initial: keras.Variable(initial, trainable=False, name=name),
    }
    connect = inventory().connects["joint_tape"]

    def faulty(make_model, make_loss, optimizer):
        made = {name: seams[fault] for name, fault in seam.items()}
        return connect(make_model, lambda: make_loss(**made), optimizer)

    monkeypatch.setitem(inventory().connects, "joint_tape", faulty)
    spec = Comparison(steps=120, depth=0).run("joint_tape", CATALOGUE)
    chain = Session().run_to_end(spec).outcome.chain
    assert chain.broken_link == broken_link
    assert kind == next(link.finding.kind for link in chain.links if not link.ok)
