"""The article page: every verdict comes from a run, and another run gives another verdict."""

import re
from dataclasses import replace
from html import unescape

import pytest
from app_server import opened
from fake_workers import pages_that_compute_nothing

from explorer.article import verdict
from explorer.article.claims import CLAIMS, PROGRAMS, all_specs
from explorer.hub.shared import shared_hub
from explorer.records.messages import Ended
from explorer.records.spec import Comparison
from explorer.words.sentence import sentence

ALL = (*CLAIMS, *PROGRAMS)
WORDS = (
    "Does not hold",
    "Does not work",
    "Does not work",
    "Does not hold",
    "Stands still, as explained",
    "Works",
    "Works",
)
SHORT = 100


@pytest.fixture(scope="module")
def outcome(session, catalogue):
    """The outcome of a wiring, really run, a setup the same for all."""

    def run(wiring, loss="penalty", steps=SHORT, **options):
        comparison = Comparison(loss=loss, steps=steps, **{"depth": 0, **options})
        return session.run_to_end(comparison.run(wiring, catalogue)).outcome

    return run


def test_the_diagnosis_names_the_gradient_measured(outcome):
    run = outcome("loss_in_compile")
    gradient = run.parameters["alpha"].grad_available
    assert f"{gradient:.3f}" in verdict.gradient_is_none((run,)).text


@pytest.mark.parametrize(
    ("judge", "wiring", "word"),
    [
        (verdict.gradient_is_none, "stop_gradient", "Holds"),
        (verdict.gradient_is_none, "gradient_not_applied", "Does not hold here"),
        (verdict.gradient_is_none, "registering_model", "Nothing to explain"),
        (verdict.second_repair, "joint_tape", "Works"),
        (verdict.second_repair, "second_call", "Fails in another way"),
        (verdict.comes_to_rest, "joint_tape", "Holds"),
        (verdict.comes_to_rest, "loss_in_compile", "Not tested"),
        (verdict.stands_still, "registering_model", "Works"),
        (verdict.stands_still, "stop_gradient", "Broken elsewhere"),
        (verdict.trains, "gradient_not_applied", "Does not work"),
        (verdict.trains, "fresh_loss", "Does not work"),
        (verdict.trains, "second_call", "Does not work"),
    ],
)
def test_a_claim_is_judged_by_what_ran(outcome, judge, wiring, word):
    assert judge((outcome(wiring, loss="gaussian"),)).word == word


def test_a_gradient_of_none_alone_turns_the_diagnosis(outcome):
    run = outcome("loss_in_compile")
    alpha = replace(run.parameters["alpha"], grad_available=None)
    run = replace(run, parameters={"alpha": alpha})
    assert verdict.gradient_is_none((run,)).word == "Holds"


REPAIR = ("tuple_from_loss", "second_call", "fresh_loss_eager")


@pytest.mark.parametrize("at", range(3))
def test_each_fault_of_the_first_repair_put_right_changes_the_verdict(outcome, at):
    runs = [outcome(wiring, steps=20) for wiring in REPAIR]
    assert verdict.first_repair(tuple(runs)).word == "Does not work"
    changed = {"joint_tape": "Works in part", "gradient_not_applied": "Fails in another way"}
    for wiring, word in changed.items():
        runs[at] = outcome(wiring)
        assert verdict.first_repair(tuple(runs)).word == word


def test_the_first_repair_works_when_nothing_is_left_of_its_faults(outcome):
    assert verdict.first_repair((outcome("joint_tape"),) * 3).word == "Works"


def test_a_loss_that_runs_away_does_not_come_to_rest(outcome):
    far = outcome("joint_tape", steps=2000, lr=10.0)
    assert verdict.comes_to_rest((far,)).word == "Does not hold"


def test_a_program_that_moves_and_fits_worse_is_not_called_working(outcome):
    run = outcome("joint_tape", loss="gaussian")
    worse = replace(run, final_validation=run.first_validation + 1)
    assert verdict.trains((worse,)).word == "Moves, fits no better"


@pytest.fixture
def page(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield opened("pages/article.py")


@pytest.mark.parametrize("judged", [3, pytest.param(len(ALL), marks=pytest.mark.long)])
def test_the_page_shows_every_claim_and_the_verdict_of_its_runs(page, session, catalogue, judged):
    """The runs of the first claims, in CI; what each verdict is, the table above tests.

    They run here; workers that compute what a page shows are in the tests with a browser.
    """
    assert badges(page) == ["Running"] * len(ALL)
    specs = [each.spec(catalogue) for claim in ALL[:judged] for each in claim.experiments]
    outcomes = [session.run_to_end(spec).outcome for spec in specs]
    hub = shared_hub()
    for spec, ended in zip(specs, outcomes, strict=True):
        run = hub.open(spec)
        run.hear(Ended(run.number, ended))
    page.run()
    assert not page.exception
    assert set(badges(page)[judged:]) <= {"Running"}
    assert badges(page)[:judged] == list(WORDS)[:judged]
    text = body(page)
    assert "Why are trainable parameters of the loss function not working in Keras?" in text
    assert 'datetime="2025-01-30"' in text
    for claim in ALL:
        assert claim.title in text and claim.claim in text
    assert all(sentence(ended, catalogue) in text for ended in outcomes)
    assert_that_an_unreached_link_shows_no_evidence(text)
    links = re.findall(r'href="\./\?([^"]*)"', text)
    read = [Comparison.from_query(link, catalogue) for link in links]
    assert not any(problems for _, problems in read)
    assert tuple(c.runs(catalogue)[0] for c, _ in read) == all_specs(catalogue)


def assert_that_an_unreached_link_shows_no_evidence(text):
    rows = re.findall(r'<tr class="(\w+)">.*?<td>.*?</td><td>(.*?)</td></tr>', text)
    assert {kind for kind, _ in rows} == {"ok", "lost", "unreached"}
    assert all(bool(evidence) == (kind != "unreached") for kind, evidence in rows)


def body(page):
    return unescape("".join(element.proto.body for element in page.get("html")))


def badges(page):
    return re.findall(r'class="verdict \w+"><b><i[^>]*>.</i> ([^<]*)</b>', body(page))
