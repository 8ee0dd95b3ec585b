"""Teaching links: what is locked and hidden, where it opens, and the form that makes them."""

from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from app_server import address
from app_server import opened as opened_at
from fake_workers import pages_that_compute_nothing
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from explorer.records.fields import FIELD
from explorer.records.lesson import HIDEABLE, LESSON, LOCKABLE, Lesson
from explorer.records.spec import Comparison
from explorer.stories.page.shelf import story_of
from explorer.stories.page.verdict import UNJUDGED, verdict

STORIES = ("one", "two")


@pytest.fixture(scope="module", autouse=True)
def hub(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield


def opened(query):
    return opened_at("pages/explore.py", query, training=True, **{"class": True})


lessons = st.builds(
    Lesson,
    lock=st.lists(st.sampled_from(list(LOCKABLE)), unique=True).map(tuple),
    hide=st.lists(st.sampled_from(list(HIDEABLE)), unique=True).map(tuple),
    ask=st.sampled_from(["", *STORIES]),
    at=st.integers(0, int(FIELD["steps"].maximum)),
)


@given(lessons)
def test_a_lesson_is_read_as_it_was_written(lesson):
    assert Lesson.from_query(lesson.to_query(), STORIES) == (lesson, ())


@given(st.dictionaries(st.sampled_from(LESSON), st.text()))
def test_no_link_raises_and_what_is_left_is_allowed(query):
    lesson, problems = Lesson.from_query(query, STORIES)
    assert set(lesson.lock) <= set(LOCKABLE)
    assert set(lesson.hide) <= set(HIDEABLE)
    assert lesson.ask in ("", *STORIES)
    assert all(problem.name in query for problem in problems)


def test_a_comparison_ignores_its_parts(catalogue):
    query = "seed=3&lock=seed&hide=code&ask=one&at=5"
    assert Comparison.from_query(query, catalogue) == (Comparison(seed=3), ())


def test_what_is_locked_is_shown_and_cannot_be_changed():
    app = opened("seed=3&lock=loss,view,seed")
    assert app.selectbox("loss").disabled
    assert app.segmented_control("view").disabled
    assert app.number_input("seed").disabled
    assert app.number_input("seed").value == 3
    assert not app.selectbox("dataset").disabled


def test_of_more_wirings_two_may_be_chosen_and_not_all():
    more = opened_at("pages/explore.py", further=True).multiselect("also").proto
    assert (more.max_selections, more.select_all) == (2, 0)


def test_a_hidden_fixed_wiring_is_not_named():
    app = opened("hide=fixed")
    assert app.selectbox("hidden").disabled
    assert "fixed" not in [each.key for each in app.selectbox]
    app.button[0].click().run()
    assert app.selectbox("fixed").value == FIELD["fixed"].default


def test_a_label_that_is_read_aloud_has_no_markup():
    assert "*" not in opened("").multiselect("class_hide").label


def test_a_change_keeps_the_lesson_in_the_address():
    app = opened("lock=loss&at=7")
    app.number_input("seed").set_value(5).run()
    assert address(app) == {"v": "2", "seed": "5", "lock": "loss", "at": "7"}


def test_a_bad_part_is_named_with_what_is_allowed():
    (warning,) = opened("lock=colour").warning
    assert "lock" in warning.value
    assert "expected one of view" in warning.value


def test_the_form_makes_links_that_lock_and_hide():
    app = opened("seed=3")
    app.multiselect("class_lock").select("loss").run()
    app.multiselect("class_hide").select("chain").run()
    student, teacher, frame = (each.value for each in app.code)
    query = parse_qs(student.split("?")[1])
    assert (query["lock"], query["hide"], query["seed"]) == (["loss"], ["chain"], ["3"])
    assert "lock" not in teacher
    assert "embed=true" in frame


def test_embedded_hidden_until_reveal_and_opened_at_its_step(visit):
    page = visit("?steps=100&hide=sentence,chain,fixed,code&at=40&embed=true")
    panel = page.locator("section.panel")
    expect(panel).to_have_attribute("data-step", "40")
    expect(panel).to_have_attribute("data-state", "paused")
    expect(page.locator(".sentences")).to_be_hidden()
    expect(page.locator(".chains")).to_be_hidden()
    expect(page.get_by_text("The code that ran")).to_have_count(0)
    assert panel.get_attribute("data-rows").count(",") == 0
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".sentence")).to_have_count(2)
    expect(page.locator(".chains")).to_be_visible()
    expect(page.get_by_text("The code that ran")).to_be_visible()


def test_a_question_comes_first_and_is_judged_by_the_runs_of_the_link(visit):
    page = visit("?view=broken&steps=300&ask=silent_loss&lock=view")
    story = story_of(["silent_loss"])
    answers = page.locator(".st-key-story-answers button")
    expect(answers).to_have_count(len(story.answers) + 1)
    expect(page.locator("section.panel")).to_have_count(0)
    answers.first.click()
    expect(page.locator(".st-key-ask .verdict")).to_be_visible()
    expect(page.locator("section.panel")).to_have_attribute("data-rows", "300")
    # What would change a locked control is not offered, nor is the form for such links.
    expect(page.locator(".chain [data-state=lost]")).to_be_visible()
    expect(page.get_by_role("button", name="Mend it")).to_have_count(0)
    expect(page.get_by_text("For a class")).to_have_count(0)


def test_a_question_that_does_not_exist_is_named():
    (warning,) = opened("ask=nothing").warning
    assert "ask" in warning.value
    assert "`nothing`" in warning.value


def test_a_question_about_runs_of_another_loss_has_no_verdict(session, catalogue):
    spec = Comparison(loss="penalty", steps=5, depth=0).run("joint_tape", catalogue)
    run = SimpleNamespace(outcome=session.run_to_end(spec).outcome, failure=None)
    assert UNJUDGED in verdict(story_of(["noise"]), (run,), None)
