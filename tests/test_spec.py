"""Links: nothing raises, nothing is lost, every bad value is named."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tasks import with_tasks

from explorer.engine.inventory import inventory
from explorer.records.event import MOST
from explorer.records.fields import FIELD, FIELDS
from explorer.records.naming import named
from explorer.records.spec import VERSION, Comparison
from explorer.records.suiting import showcase
from explorer.records.timeline import EAGER_STEPS

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
        ("v=3", "v", "expected 1 or 2; received: `3`"),
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


def stored(name):
    """Links that were made when that version was the newest, and the runs that they meant."""
    return json.loads((Path(__file__).parent / name).read_text())


@pytest.mark.parametrize(("link", "runs"), stored("links_v1.json"))
def test_a_link_of_version_1_opens_the_runs_it_meant(link, runs):
    comparison, problems = Comparison.from_query(link, inventory().catalogue)
    assert not problems
    assert [run.as_dict() for run in comparison.runs(inventory().catalogue)] == runs


def events():
    """Texts of events, valid or not."""
    letter, wiring = st.sampled_from("abcde"), st.sampled_from(CATALOGUE.keys("wirings"))
    rate = st.floats(1e-7, 11, allow_nan=False).map(repr)
    change = st.one_of(
        wiring.map("wiring.{}".format),
        st.tuples(st.sampled_from(["lr", "loss_lr"]), rate).map(".".join),
        st.tuples(st.just("set"), st.sampled_from("sra"), rate).map(".".join),
    )
    return st.tuples(letter, st.integers(0, 2100).map(str), change).map(
        lambda it: f"{it[0]}{it[1]}.{it[2]}"
    )


@given(
    st.lists(st.one_of(events(), st.text(max_size=12)), max_size=12).map(",".join),
    st.lists(st.sampled_from([*CATALOGUE.keys("wirings"), "x"]), max_size=3).map(",".join),
    st.sampled_from(["gaussian", "penalty", "student_t"]),
    st.integers(1, 2000),
)
def test_no_list_of_events_raises_and_what_is_kept_is_valid(listed, also, loss, steps):
    query = {"events": listed, "also": also, "loss": loss, "steps": str(steps)}
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    again, none = Comparison.from_query(comparison.to_query_string(CATALOGUE), CATALOGUE)
    assert not none
    assert again == comparison
    assert len(comparison.events) <= MOST
    asked = [text.split(",") if text else [] for text in (listed, also)]
    kept = [sorted(map(str, comparison.events)), list(comparison.also)]
    assert (kept == [sorted(asked[0]), asked[1]]) == (not problems)
    for run in comparison.runs(CATALOGUE):
        assert all(1 <= event.step < run.steps for event in run.events)
        assert [segment.until for segment in run.segments[:-1]] == [
            segment.begun for segment in run.segments[1:]
        ]
        assert run.segments[-1].until == run.steps


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("events=a0.wiring.joint_tape", "from 1 to 1,999"),
        ("events=a2000.wiring.joint_tape", "from 1 to 1,999"),
        ("events=a5.wiring.loss_in_compile", "already"),
        ("events=a5.wiring.pinning_constraint", "makes no sense with the loss"),
        ("events=a5.wiring.joint_tap", "did you mean joint_tape"),
        ("events=a5.loss_lr.0.1", "no learning rate of their own"),
        ("events=a5.lr.11", "from 0.000001 to 10"),
        ("events=a5.set.alpha.1", "expected a parameter of"),
        ("events=a5.set.s.inf", "from -1,000,000 to 1,000,000"),
        ("events=e5.lr.1", "a letter from a, b, c, d"),
        ("events=c5.lr.1", "there is no run c"),
        ("events=a5.colour.red", "STEP.wiring.KEY"),
        ("events=a5.lr.1,a5.lr.2", "another event"),
        ("events=" + ",".join(f"a{step}.lr.1" for step in range(1, 10)), "at most 8"),
        ("events=a5.wiring.py_function,a505.lr.1", "from 1 to 504"),
        ("also=joint_tape,two_optimizers,closure", "at most 2"),
        ("also=pinning_constraint", "makes no sense with the loss"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_and_the_rest_kept(query, words):
    comparison, problems = Comparison.from_query(f"seed=4&{query}", CATALOGUE)
    assert comparison.seed == 4
    assert [problem.name for problem in problems] == [query.split("=")[0]]
    assert words in problems[0].message


def test_a_rate_of_the_loss_that_only_a_later_wiring_uses_is_in_the_link():
    query = "loss_lr=0.2&events=a100.wiring.two_optimizers,a100.loss_lr.0.4"
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    assert not problems
    broken, fixed = comparison.runs(CATALOGUE)
    assert (broken.loss_lr, fixed.loss_lr) == (0.2, None)
    assert [segment.loss_lr for segment in broken.segments] == [0.2, 0.4]
    assert comparison.to_query(CATALOGUE)["loss_lr"] == "0.2"


def test_uncompiled_steps_are_limited_in_each_segment():
    query = "steps=3000&events=a400.wiring.py_function,a700.wiring.joint_tape"
    comparison, problems = Comparison.from_query(query, CATALOGUE)
    assert not problems
    assert comparison.runs(CATALOGUE)[0].steps == 3000
    last, _ = Comparison.from_query("steps=3000&events=a400.wiring.py_function", CATALOGUE)
    assert last.runs(CATALOGUE)[0].steps == 400 + EAGER_STEPS
