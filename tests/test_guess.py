"""*You draw it*: a curve drawn before the run, by pointer on a phone and by keyboard."""

import pytest
from playwright.sync_api import expect

STORY = "stories?story=noise"


def asked(visit, **size):
    """The pad of a story, once its question is answered."""
    page = visit(STORY, **size)
    page.locator(".st-key-story-answers button").first.click()
    pad = page.get_by_role("slider", name="Your guess of s")
    expect(pad).to_be_visible()
    return page, pad


def drawn(page):
    expect(page.locator(".guessed", has_text="off by")).to_be_visible()
    band = page.locator("[data-key='value.log_variance'] canvas.bands")
    band.scroll_into_view_if_needed()
    painted = (
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
        ".data.some(Boolean)"
    )
    page.wait_for_function(painted, arg=band.element_handle())


def test_nothing_runs_before_the_curve_is_drawn_and_it_stays_on_the_chart(visit):
    page, pad = asked(visit, width=390, height=844)
    expect(page.locator(".verdict")).to_have_count(0)
    assert page.locator("section.panel").get_attribute("data-rows") in ("", "0")
    box = pad.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 0.4 * box["width"], y + 0.3 * box["height"], steps=6)
    page.mouse.up()
    assert float(pad.get_attribute("aria-valuenow")) < -1
    page.get_by_role("button", name="Play it").click()
    expect(page.locator(".verdict")).to_be_visible()
    drawn(page)


def test_it_is_drawn_by_keyboard(visit):
    page, pad = asked(visit)
    pad.focus()
    for key in ("End", "PageDown", "ArrowDown", "Home", "ArrowUp"):
        page.keyboard.press(key)
    # Up at the first point moves all after it.
    assert float(pad.get_attribute("aria-valuenow")) == pytest.approx(0.28)
    page.keyboard.press("End")
    assert float(pad.get_attribute("aria-valuenow")) == pytest.approx(0.28)
    page.get_by_role("button", name="Play it").press("Enter")
    drawn(page)


def test_whoever_just_watches_draws_nothing(visit):
    page, _ = asked(visit)
    page.get_by_role("button", name="Just watch").click()
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator(".guessed", has_text="off by")).to_have_count(0)
