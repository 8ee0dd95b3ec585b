"""Every wiring on every loss and dataset: the measured chain is what it declares."""

import pytest

from explorer.engine.inventory import inventory
from explorer.engine.session import as_declared
from explorer.sentence import sentence
from explorer.spec import Comparison

CATALOGUE = inventory().catalogue

# What was measured elsewhere on small programs: (alpha moves, exception, its first words).
FACTS = {
    "loss_in_compile": (False, None, ""),  # A02
    "tf_variable_attribute": (False, None, ""),  # A06
    "only_model_variables": (False, None, ""),  # B07
    "fresh_loss": (False, "ValueError", "tf.function only supports singleton tf.Variables"),  # B06
    "joint_tape": (True, None, ""),  # D01
    "registering_model": (True, None, ""),  # D03
    "two_optimizers": (True, None, ""),  # D05
}


def test_every_wiring_has_a_fact():
    assert set(FACTS) == set(CATALOGUE.keys("wirings"))


@pytest.mark.parametrize("dataset", CATALOGUE.keys("datasets"))
@pytest.mark.parametrize("loss", CATALOGUE.keys("losses"))
@pytest.mark.parametrize("wiring", CATALOGUE.keys("wirings"))
def test_each_does_what_it_declares(session, wiring, loss, dataset):
    spec = Comparison(loss=loss, dataset=dataset, steps=200).run(wiring, CATALOGUE)
    outcome = session.run_to_end(spec).outcome
    assert as_declared(outcome, CATALOGUE), outcome.chain
    moves, exception, words = FACTS[wiring]
    assert (outcome.exception.type if outcome.exception else None) == exception
    if exception:
        assert outcome.exception.message.startswith(words)
        assert outcome.exception.step == 1
    for result in outcome.parameters.values():
        assert result.grad_available  # the tape always sees it: that is the whole point
        assert (result.initial != result.final) == moves
        assert (result.grad_delivered is None) == (not moves and exception is None)
    assert sentence(outcome, CATALOGUE)


def test_the_article_story(session):
    """alpha 1.0 -> 1.0, a gradient is there, none is delivered, the list is where it is lost."""
    spec = Comparison(loss="penalty", steps=500).run("loss_in_compile", CATALOGUE)
    outcome = session.run_to_end(spec).outcome
    alpha = outcome.parameters["alpha"]
    assert (alpha.initial, alpha.final) == (1.0, 1.0)
    assert alpha.grad_available > 0
    assert alpha.grad_delivered is None
    assert outcome.broken_link == "listed"
    assert [link.ok for link in outcome.chain.links] == [True, True, False, False, False]


def test_a_new_loss_at_every_step_is_measured_on_eager_steps(session):
    spec = Comparison().run("fresh_loss", CATALOGUE)
    chain = session.run_to_end(spec).outcome.chain
    assert chain.measured_on == "two eager steps"
    evidence = {link.link: link.evidence for link in chain.links}
    assert "new variable at every step" in evidence["variable"]
    assert "step 2 raised ValueError: Unknown variable" in evidence["delivered"]


@pytest.mark.parametrize(
    ("seam", "broken_link", "words"),
    [
        ({"read": "stop_gradient"}, "used", "no gradient reaches it"),
        ({"read": "times_zero"}, "used", "exactly 0"),
        ({"add_parameter": "not_trainable"}, "variable", "trainable=False"),
    ],
)
def test_faults_that_no_wiring_here_has_are_told_apart(
    session, monkeypatch, seam, broken_link, words
):
    """The chain is measured, so it must find faults put into any wiring."""
    import keras
    import tensorflow as tf

    from explorer.engine.session import Session

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
    spec = Comparison(steps=120).run("joint_tape", CATALOGUE)
    chain = Session().run_to_end(spec).outcome.chain
    assert chain.broken_link == broken_link
    assert words in next(link.evidence for link in chain.links if not link.ok)
