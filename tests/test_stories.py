"""Stories: every question, the rule that finds its answer in real runs, and the page that asks."""

import math
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from app_server import ROOT
from fake_workers import pages_that_compute_nothing
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from explorer.engine.inventory import inventory
from explorer.hub.shared import shared_hub
from explorer.records.messages import Ended, Failed
from explorer.records.outcome import ParameterResult
from explorer.records.spec import Comparison
from explorer.stories.page.given import DRAWN, PLAYED
from explorer.stories.page.shelf import after, all_stories, story_of
from explorer.stories.page.show import runs_for
from explorer.stories.page.verdict import PLAYING, UNJUDGED, marked

STORIES = all_stories()
BY_KEY = {story.key: story for story in STORIES}
SAMPLE = {"silent_loss", "called_twice", "mended_late"}
SEEDS = range(5)
SHELL = str(ROOT / "explorer" / "web" / "shell.py")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_is_a_question_with_a_comparison(story):
    catalogue = inventory().catalogue
    assert (Path(ROOT) / "explorer" / "stories" / f"{story.key}.py").exists()
    assert 2 <= len(set(story.answers)) == len(story.answers) <= 4
    assert [len(sentences(text)) for text in (story.teaser, story.why)] == [1, 2]
    assert story.question.endswith("?")
    comparison, problems = Comparison.from_query(story.query, catalogue)
    assert not problems
    assert comparison == story.comparison(catalogue)
    for spec in comparison.runs(catalogue):
        loss, dataset = catalogue.loss(spec.loss), catalogue.dataset(spec.dataset)
        assert loss.suits(dataset)
        assert all(catalogue.wiring(part.wiring).suits(loss) for part in spec.segments)


def sentences(text):
    return re.split(r"(?<=[.?!]) ", text)


def test_the_order_is_stated_and_goes_round():
    assert len(STORIES) >= 10
    places = [story.place for story in STORIES]
    assert places == sorted(set(places))
    assert [after(story) for story in STORIES] == [*STORIES[1:], STORIES[0]]


def test_every_task_has_a_story(catalogue):
    tasks = {catalogue.loss(story.comparison(catalogue).loss).task for story in STORIES}
    assert tasks == {loss.task for loss in catalogue.losses}


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(story, marks=[] if story.key in SAMPLE else [pytest.mark.long])
        for story in STORIES
    ],
    ids=lambda story: story.key,
)
def test_one_answer_is_right_whatever_the_seed(story, catalogue, session):
    comparison = story.comparison(catalogue)
    found = set()
    for seed in SEEDS:
        runs = replace(comparison, seed=seed).runs(catalogue)
        found.add(story.right(tuple(session.run_to_end(spec).outcome for spec in runs)))
    (right,) = found
    assert right in range(len(story.answers))


@pytest.fixture(scope="module")
def outcome(session, catalogue):
    """A real outcome with other ends put in: of what a rule reads."""
    spec = Comparison(steps=20, depth=0).run("registering_model", catalogue)
    real = session.run_to_end(spec).outcome

    def made(status="finished", starts=0.0, scores=(1.0,), **ends):
        results = {
            name: ParameterResult(starts, end, None, None, None) for name, end in ends.items()
        }
        return replace(
            real, status=status, parameters=results, final_scores=scores, least_error=1.0
        )

    return made


RAISED = {"status": "raised", "log_variance": 0.0}
STILL = {"log_variance": 0.0}
MOVED = {"log_variance": -2.4}
ENDS = {
    "silent_loss": (MOVED, STILL, RAISED),
    "keras_2_code": (MOVED, RAISED, STILL),
    "called_twice": (MOVED, STILL, RAISED),
    "pinned": ({"log_sigma": math.log(0.21)}, {"log_sigma": -0.5}, {"log_sigma": 0.0}),
    "frozen_later": ({"log_variance": -0.04}, MOVED, RAISED),
    "saved_and_loaded": (STILL, MOVED, RAISED),
    "mended_late": (
        ({"log_variance": -2.2}, MOVED),
        ({"log_variance": -2.45}, MOVED),
        ({"log_variance": -2.6}, MOVED),
    ),
    "set_too_large": ({"log_variance": 3.0}, {"log_variance": 0.0}, MOVED),
    "set_too_small": (MOVED, {"log_variance": -4.8}, {"log_variance": -7.9}),
    "far_out": (MOVED, {"log_variance": 40.0}, {"status": "diverged", "log_variance": None}),
    "noise": ({"log_variance": -4.0}, MOVED, {"log_variance": -1.0}),
    "learned_penalty": ({"alpha": 0.4}, {"alpha": 0.05}, {"status": "diverged", "alpha": -9.0}),
    "positive_penalty": ({"rho": -1.0}, {"rho": -5.0}, {"rho": 2.0}),
    "learned_focus": (
        {"raw_gamma": 3.0, "scores": (1.1,)},
        {"raw_gamma": 3.0, "scores": (1.3,)},
        {"raw_gamma": -3.0},
    ),
    "wrong_labels": ({"logit_eps": -5.0}, {"logit_eps": -1.7}, {"logit_eps": 0.0}),
    "two_tasks": (
        {"logit_0": 3.0, "logit_1": -3.0},
        {"logit_0": 0.1, "logit_1": -0.1},
        {"logit_0": -3.0, "logit_1": 3.0},
    ),
    "no_data": ({"k": 0.71}, {"k": -0.1}, {"k": 0.0}),
}
"""Of each story, by answer: how its runs end where that answer is right."""


@pytest.mark.parametrize("key", ENDS)
def test_every_answer_would_be_right_for_some_end(key, outcome):
    found = []
    for ends in ENDS[key]:
        runs = ends if isinstance(ends, tuple) else (ends,)
        found.append(BY_KEY[key].right(tuple(outcome(**each) for each in runs)))
    assert found == list(range(len(BY_KEY[key].answers)))


def test_an_address_asks_for_one_story_that_exists():
    assert story_of([]) is None
    assert story_of(["noise"]) is BY_KEY["noise"]
    for keys, message in ((["nose"], "`nose`"), (["noise", "pinned"], "2 times")):
        with pytest.raises(ValueError, match=f"expected .*{message}"):
            story_of(keys)


def test_what_stands_between_backticks_is_code():
    assert marked("`a = <b>` is σ = 1") == "<code>a = &lt;b&gt;</code> is σ&nbsp;=&nbsp;1"


@pytest.fixture
def hub(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield shared_hub()


ALL_PLAYED = {
    story.comparison(inventory().catalogue).to_query_string(inventory().catalogue)
    for story in STORIES
}


def opened(story=None, played=ALL_PLAYED):
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state[DRAWN] = set(BY_KEY)  # test_guess.py draws
    app.session_state[PLAYED] = played
    app.run()
    app.switch_page("../../pages/stories.py")
    if story:
        app.query_params["story"] = story
    app.run()
    assert not app.exception
    return app


def body(app):
    return unescape("".join(element.proto.body for element in app.get("html")))


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def runs_of(story, catalogue, hub):
    return [hub.open(spec) for spec in story.comparison(catalogue).runs(catalogue)]


def words_of(app):
    return re.findall(r'class="verdict \w+"><b><i[^>]*>.</i> ([^<]*)</b>', body(app))


def test_without_a_story_every_story_has_a_card_that_links_to_it(hub):
    app = opened()
    links = [element.proto for element in app.get("page_link")]
    assert [link.label for link in links] == [story.title for story in STORIES]
    assert [link.query_string for link in links] == [f"story={story.key}" for story in STORIES]
    assert all(story.teaser in body(app) for story in STORIES)
    assert not app.button


def test_an_unknown_story_is_an_error_that_names_those_there_are(hub):
    app = opened("www.evil.example")
    (error,) = app.error
    assert "`www.evil.example`" in error.value
    assert all(story.key.replace("_", "\\_") in error.value for story in STORIES)
    assert len(app.get("page_link")) == len(STORIES)


def test_nothing_runs_before_an_answer(hub, catalogue):
    story = BY_KEY["mended_late"]
    app = opened(story.key)
    assert unescape(marked(story.question)) in body(app)
    assert [button.label for button in app.button] == [*story.answers, "Just watch"]
    assert hub.status()["runs"] == 0
    assert not app.get("bidi_component")
    press(app, story.answers[0])
    assert hub.status()["runs"] == 2
    assert app.get("bidi_component")
    assert words_of(app) == ["Computing: 0 of 2 runs are over"]
    assert not app.button


def test_there_is_no_verdict_before_the_playhead_is_at_the_end(hub, catalogue, outcome):
    story = BY_KEY["silent_loss"]
    app = opened(story.key, played=set())
    press(app, "Just watch")
    (run,) = runs_of(story, catalogue, hub)
    run.hear(Ended(run.number, outcome(**STILL)))
    app.run()
    assert words_of(app) == [PLAYING]


@pytest.mark.parametrize(("said", "word"), [(0, "Not so"), (1, "Right"), (None, "The answer")])
def test_the_verdict_comes_from_the_outcome(hub, catalogue, outcome, said, word):
    story = BY_KEY["silent_loss"]
    app = opened(story.key)
    press(app, "Just watch" if said is None else story.answers[said])
    assert ("You said" in body(app)) == (said is not None)
    (run,) = runs_of(story, catalogue, hub)
    run.hear(Ended(run.number, outcome(**STILL)))
    app.run()
    assert words_of(app) == [word]
    assert all(unescape(marked(text)) in body(app) for text in (story.rule, story.why))
    (address,) = re.findall(r'href="\./\?([^"]*)"', body(app))
    assert Comparison.from_query(address, catalogue) == (story.comparison(catalogue), ())
    links = {element.proto.label: element.proto.query_string for element in app.get("page_link")}
    assert links == {"Next story": f"story={after(story).key}", "All stories": ""}


def test_a_run_that_fails_has_no_verdict(hub, catalogue):
    story = BY_KEY["silent_loss"]
    app = opened(story.key)
    press(app, story.answers[0])
    (run,) = runs_of(story, catalogue, hub)
    run.hear(Failed(run.number, "Its worker <died>."))
    app.run()
    assert words_of(app) == ["No verdict"]
    assert "Its worker <died>." in body(app)
    assert story.why not in body(app)


def test_an_end_that_no_answer_names_has_no_verdict(hub, catalogue, outcome):
    story = BY_KEY["noise"]
    app = opened(story.key)
    press(app, story.answers[0])
    (run,) = runs_of(story, catalogue, hub)
    run.hear(Ended(run.number, outcome(status="diverged", log_variance=None)))
    app.run()
    assert words_of(app) == ["No verdict"]
    assert UNJUDGED in body(app)


def test_an_answer_is_remembered_in_its_session_only(hub):
    story = BY_KEY["noise"]
    app = opened(story.key)
    press(app, story.answers[0])
    del app.query_params["story"]
    assert body(app.run()).count("✓ seen") == 1
    app.query_params["story"] = story.key
    assert "You said" in body(app.run())
    assert opened(story.key).button


def test_answered_by_keyboard_on_a_phone(visit):
    """Nothing but what the visitor does moves the page, and the address stays the story's."""
    story = BY_KEY["called_twice"]
    page = visit("stories", 390, 844)
    page.get_by_role("link", name=story.title).click()
    expect(page.get_by_role("button", name=story.answers[2])).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == story.answers[2]:
            break
    page.keyboard.press("Enter")
    expect(page.locator(".story .verdict")).to_contain_text("Right")
    expect(page.locator(".story .said")).to_contain_text(story.answers[2])
    expect(page.locator("section.panel .sentence.broken")).to_contain_text("raised ValueError")
    assert page.url.endswith(f"stories?story={story.key}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Next story").click()
    expect(page.get_by_role("heading", name=after(story).title)).to_be_visible()
    page.go_back()
    expect(page.locator(".story .verdict")).to_contain_text("Right")


def test_a_rule_judges_only_the_runs_that_it_is_about(catalogue):
    story = next(each for each in all_stories() if each.key == "noise")
    own = story.comparison(catalogue)
    beside = replace(own, view="both", seed=5)
    assert [run.wiring for run in runs_for(story, beside, catalogue)] == list(own.wirings())
    assert runs_for(story, replace(own, view="broken"), catalogue) == ()
