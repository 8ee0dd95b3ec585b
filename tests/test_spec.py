"""Links: nothing raises, nothing is lost, every bad value is named."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tasks import with_tasks

from explorer.engine.inventory import inventory
from explorer.records.fields import FIELD, FIELDS
from explorer.records.naming import named
from explorer.records.spec import EAGER_STEPS, VERSION, Comparison
from explorer.records.suiting import showcase

CATALOGUE = with_tasks(inventory().catalogue)


def values(field):
    if field.kind == "choice":
        return st.sampled_from(field.options(CATALOGUE))
    if field.kind == "integer":
        return st.integers(int(field.minimum), int(field.maximum))
    return st.floats(field.minimum, field.maximum)


comparisons = st.builds(Comparison, **{field.name: values(field) for field in FIELDS})
queries = st.one_of(
    st.text(),
    st.dictionaries(st.text(), st.text()),
    st.dictionaries(st.sampled_from([*FIELD, "v"]), st.one_of(st.text(), st.lists(st.text()))),
    st.dictionaries(st.sampled_from(list(FIELD)), st.one_of(st.floats(), st.integers())).map(
        urlencode
    ),
)


@given(queries)
def test_no_input_raises_and_what_comes_out_is_valid(query):
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    for field in FIELDS:
        assert field.parse(str(getattr(comparison, field.name)), CATALOGUE) is not None
    again, none = Comparison.from_query(comparison.to_query(CATALOGUE), CATALOGUE)
    assert not none
    assert again.runs(CATALOGUE) == comparison.runs(CATALOGUE)
    assert all(str(problem) for problem in problems)


@given(comparisons)
def test_a_link_gives_the_same_runs_back(comparison):
    comparison, _ = comparison.suited(CATALOGUE)
    query = comparison.to_query_string(CATALOGUE)
    again, problems = Comparison.from_query(query, CATALOGUE)
    assert not problems
    # A rate that no wiring shown uses is not in the link.
    rate = comparison.loss_lr if comparison.uses_loss_lr(CATALOGUE) else again.loss_lr
    assert again == replace(comparison, loss_lr=rate)
    assert again.runs(CATALOGUE) == comparison.runs(CATALOGUE)
    assert again.to_query_string(CATALOGUE) == query


def test_defaults_are_left_out():
    assert Comparison().to_query(CATALOGUE) == {"v": VERSION}
    assert Comparison(seed=7).to_query(CATALOGUE) == {"v": VERSION, "seed": "7"}


def test_the_rate_of_the_loss_is_in_the_link_only_where_a_wiring_uses_it():
    assert "loss_lr" not in Comparison(loss_lr=0.1).to_query(CATALOGUE)
    used = Comparison(fixed="two_optimizers", loss_lr=0.1)
    assert used.to_query(CATALOGUE)["loss_lr"] == "0.1"
    broken, fixed = used.runs(CATALOGUE)
    assert (broken.loss_lr, fixed.loss_lr) == (None, 0.1)


def test_side_by_side_differs_in_the_wiring_alone():
    broken, fixed = Comparison(seed=3, loss="student_t").runs(CATALOGUE)
    assert {**broken.as_dict(), "wiring": fixed.wiring} == fixed.as_dict()


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("steps=0", "steps", "expected a whole number from 1 to 20,000; received: `0`"),
        ("steps=1e3", "steps", "received: `1e3`"),
        ("lr=nan", "lr", "expected a number from 0.000001 to 10; received: `nan`"),
        ("lr=1_0", "lr", "received: `1_0`"),
        ("lr=", "lr", "received: ``"),
        ("loss=foo", "loss", "expected one of "),
        ("loss=foo", "loss", "; received: `foo`"),
        ("broken=joint_tape", "broken", "received: `joint_tape`"),
        ("colour=red", "colour", "unknown; allowed are v, view, broken"),
        ("seed=1&seed=2", "seed", "given 2 times"),
        ("v=2", "v", "expected 1; received: `2`"),
        ("seed=٣", "seed", "received: `٣`"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(query, name, words):
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    assert comparison == Comparison()
    assert [problem.name for problem in problems] == [name]
    assert words in problems[0].message


def test_a_bad_value_costs_no_good_one():
    comparison, problems = Comparison.from_query("?steps=99&lr=x", CATALOGUE)
    assert comparison == Comparison(steps=99)
    assert len(problems) == 1


@given(comparisons)
def test_what_suits_is_left_alone_and_what_does_not_is_replaced_by_what_does(comparison):
    suited, problems = comparison.suited(CATALOGUE)
    assert suited.suited(CATALOGUE) == (suited, ())
    replaced = {problem.name for problem in problems}
    for kind in ("broken", "fixed"):
        wiring = CATALOGUE.wiring(getattr(comparison, kind))
        assert (kind in replaced) != wiring.suits(CATALOGUE.loss(comparison.loss))
    loss, before, after = (
        CATALOGUE.loss(comparison.loss),
        CATALOGUE.dataset(comparison.dataset),
        CATALOGUE.dataset(suited.dataset),
    )
    assert suited.loss == comparison.loss
    assert loss.suits(after)
    assert ("dataset" in replaced) == (before != after) == (not loss.suits(before))


@pytest.mark.parametrize("loss", CATALOGUE.losses, ids=lambda loss: loss.key)
def test_a_link_with_a_loss_alone_gets_a_dataset_that_suits(loss):
    comparison, problems = Comparison.from_query({"loss": loss.key}, CATALOGUE)
    assert not problems
    assert comparison.loss == loss.key
    assert loss.suits(CATALOGUE.dataset(comparison.dataset))


@pytest.mark.parametrize("loss", CATALOGUE.losses, ids=lambda loss: loss.key)
def test_a_loss_gets_the_default_dataset_or_where_that_does_not_suit_its_showcase(loss):
    bare, _ = Comparison.from_query({"loss": loss.key}, CATALOGUE)
    if loss.task == "regression":
        assert bare.dataset == FIELD["dataset"].default
    else:
        assert bare.dataset == showcase(loss, CATALOGUE).key
        assert loss.shown_on in ("", bare.dataset)


def test_a_dataset_that_does_not_suit_gives_way_to_the_showcase():
    assert showcase(CATALOGUE.loss("gaussian"), CATALOGUE).key == "noisy_sine"
    for loss, shown_on in (("focal", "imbalanced_blobs"), ("barron", "outlier_line")):
        query = {"loss": loss, "dataset": "linnerud"}
        comparison, (problem,) = Comparison.from_query(query, CATALOGUE)
        assert (comparison.loss, comparison.dataset) == (loss, shown_on)
        assert problem.name == "dataset"


@pytest.mark.parametrize("dataset", CATALOGUE.datasets, ids=lambda dataset: dataset.key)
def test_a_link_with_a_dataset_alone_gets_a_loss_that_suits(dataset):
    comparison, problems = Comparison.from_query({"dataset": dataset.key}, CATALOGUE)
    assert not problems
    assert comparison.dataset == dataset.key
    assert CATALOGUE.loss(comparison.loss).suits(dataset)


def test_a_pair_that_does_not_suit_is_named_and_the_loss_stays():
    comparison, (problem,) = Comparison.from_query(
        {"loss": "t_two_noises", "dataset": "diabetes"}, CATALOGUE
    )
    loss, dataset = CATALOGUE.loss("t_two_noises"), CATALOGUE.dataset("diabetes")
    allowed = CATALOGUE.datasets_for(loss)
    assert (comparison.loss, comparison.dataset) == ("t_two_noises", allowed[0].key)
    assert str(problem) == (
        f"dataset: the loss {named(loss)} for multi-task, 2 outputs makes no sense on the dataset "
        f"{named(dataset)} for regression, 1 output; allowed are {', '.join(map(named, allowed))}"
    )


def test_what_may_have_been_meant_is_named():
    def told(query):
        _, (problem,) = Comparison.from_query(query, CATALOGUE)
        return problem.message

    count = len(CATALOGUE.losses)
    every = "(all: python -m explorer list losses)"
    assert told("loss=Baron") == (
        f"expected one of {count}: did you mean barron? {every}; received: `Baron`"
    )
    assert ": did you mean barron_general or barron? (all: " in told("loss=barron_gen")
    first = ", ".join(CATALOGUE.keys("losses")[:3])
    assert told("loss=0") == f"expected one of {count}, such as {first} {every}; received: `0`"
    assert told("optimizer=adm") == (
        "expected one of sgd, momentum, adam, adamw, rmsprop; received: `adm`"
    )


def test_one_that_is_allowed_is_no_several():
    alone = inventory().catalogue
    _, (problem,) = Comparison.from_query({"loss": "inverse_pinn", "dataset": "engel"}, alone)
    assert problem.message.endswith(f"; allowed is {named(alone.dataset('decay'))}")


@pytest.mark.parametrize("given", [{"loss": "t_decay"}, {"dataset": "t_decay"}])
def test_with_nothing_to_pair_it_with_the_default_pair_stands_and_it_is_said(given):
    section = "datasets" if "loss" in given else "losses"
    records = getattr(CATALOGUE, section)
    short = replace(
        CATALOGUE, **{section: tuple(record for record in records if record.task != "physics")}
    )
    comparison, (problem,) = Comparison.from_query(given, short)
    assert comparison == Comparison()
    assert (problem.name,) == tuple(given)
    assert "allowed is none" in problem.message


@given(comparisons)
def test_a_wiring_that_runs_uncompiled_stops_early(comparison):
    for run in comparison.runs(CATALOGUE):
        eager = CATALOGUE.wiring(run.wiring).eager
        assert run.steps == (min(comparison.steps, EAGER_STEPS) if eager else comparison.steps)
