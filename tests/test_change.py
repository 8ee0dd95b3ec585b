"""Runs changed in the middle, by hand, in real Chromium."""

import re

from playwright.sync_api import expect

from explorer.engine.inventory import inventory
from explorer.records.spec import Comparison

# Runs of the pair that a server compiles before anyone asks, where another one shows no more.
PANEL = "section.panel"
FINGERPRINTS = re.compile(r"^\w{12},\w{12}$")


def stopped_at(page, step):
    """The page once its runs are over and the playhead stands at `step`."""
    expect(page.locator(PANEL)).to_have_attribute("data-fingerprints", FINGERPRINTS)
    page.locator(".scrubber").fill(str(step))
    expect(page.locator(PANEL)).to_have_attribute("data-step", str(step))
    return page


def fingerprints(page, other_than=None):
    """Those shown once they are other ones."""
    panel = page.locator(PANEL)
    if other_than:
        expect(panel).not_to_have_attribute("data-fingerprints", ",".join(other_than))
    expect(panel).to_have_attribute("data-fingerprints", FINGERPRINTS)
    return panel.get_attribute("data-fingerprints").split(",")


def station(page, link):
    return page.locator(f".chain.broken [data-link={link}]")


def test_rewired_at_the_playhead_the_parameter_moves_and_the_link_holds_it(visit, session):
    page = stopped_at(visit("?steps=900"), 500)
    before = fingerprints(page)
    page.get_by_role("button", name="Change here").click()
    page.get_by_role("button", name="Change it").click()
    after = fingerprints(page, other_than=before)
    assert after[1] == before[1]
    event = page.locator(".events li")
    expect(event).to_contain_text("Registered on the model")
    expect(page.locator("[data-key='value.log_variance'] .event")).to_be_visible()
    expect(page.locator("[data-key='fit'] .event")).to_have_count(0)

    # Each segment has its chain.
    expect(page.locator(PANEL)).to_have_attribute("data-state", "ended")
    expect(station(page, "moved")).to_have_attribute("data-state", "ok")
    event.get_by_role("button", name="Show").click()
    expect(station(page, "listed")).to_have_attribute("data-state", "lost")
    page.keyboard.press("ArrowRight")
    expect(station(page, "listed")).to_have_attribute("data-state", "ok")

    # Another browser, and the command line, compute the same.
    expect(page).to_have_url(re.compile("events=a500.wiring.registering_model"))
    query = page.url.split("?")[1]
    assert fingerprints(visit(f"?{query}")) == after
    comparison, problems = Comparison.from_query(query, inventory().catalogue)
    assert not problems
    spec = comparison.runs(inventory().catalogue)[0]
    assert session.run_to_end(spec).outcome.fingerprint == after[0]

    page.go_back()
    assert fingerprints(page, other_than=after) == before
    expect(page.locator(".events li")).to_have_count(0)


def test_an_event_is_moved_and_removed_in_the_list(visit):
    page = stopped_at(visit("?steps=400&events=a200.wiring.registering_model"), 400)
    first = fingerprints(page)
    page.locator(".events input").fill("400")
    page.locator(".events input").press("Enter")
    expect(page.locator(".events input")).to_have_value("200")
    page.locator(".events input").fill("100")
    page.locator(".events input").press("Enter")
    second = fingerprints(page, other_than=first)
    expect(page).to_have_url(re.compile("events=a100.wiring.registering_model"))
    page.locator(".events").get_by_role("button", name="Remove").click()
    third = fingerprints(page, other_than=second)
    expect(page).not_to_have_url(re.compile("events="))
    assert len({first[0], second[0], third[0]}) == 3
    assert first[1] == second[1] == third[1]


def test_a_rate_is_changed_by_keyboard_alone(visit):
    page = stopped_at(visit("?steps=400"), 200)
    before = fingerprints(page)
    page.get_by_role("button", name="Change here").press("Enter")
    page.get_by_label("What to change").select_option(label="Set the learning rate")
    page.get_by_label("The new value").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0.02")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    fingerprints(page, other_than=before)
    expect(page).to_have_url(re.compile("events=a200.lr.0.02"))


def test_a_parameter_is_set_on_its_curve(visit):
    page = stopped_at(visit("?steps=400"), 200)
    before = fingerprints(page)
    grip = page.get_by_role("slider", name="Broken: set the parameter at step 200")
    expect(grip).to_be_visible()
    grip.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    assert_set(page, before)

    page.go_back()
    assert fingerprints(page, other_than=fingerprints(page)) == before
    stopped_at(page, 200)
    expect(grip).to_be_visible()
    box = grip.bounding_box()
    x, y = (box[side] + box[size] / 2 for side, size in (("x", "width"), ("y", "height")))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 40, steps=4)
    page.mouse.up()
    assert_set(page, before)


def assert_set(page, before):
    """The broken run is another one from step 200 on, and says so."""
    after = fingerprints(page, other_than=before)
    assert after[1] == before[1]
    expect(page).to_have_url(re.compile(r"events=a200\.set\.log_variance\.-0\."))
    expect(page.locator(".sentence.broken")).to_contain_text("set to")


def test_four_runs_share_the_charts(visit):
    page = visit("?steps=100&also=joint_tape,closure&events=c50.lr.0.1,d53.lr.0.1")
    panel = page.locator(PANEL)
    expect(panel).to_have_attribute("data-fingerprints", re.compile(r"^\w{12}(,\w{12}){3}$"))
    expect(page.locator(".sentence")).to_have_count(4)
    expect(page.locator(".chain")).to_have_count(4)
    names = page.locator(".sentence .badge").all_inner_texts()
    assert names == ["Broken 1", "Fixed 1", "Fixed 2", "Broken 2"]
    colours = page.locator(".sentence .shape").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).fill)"
    )
    assert len(set(colours)) == 4
    assert page.locator(".explorer-wiring b").all_inner_texts() == names
    # At the playhead each has the mark that the legend shows.
    outlines = [
        page.locator(f"[data-key=grad_norm] {marks} path[fill]").evaluate_all(
            "paths => paths.map((path) => path.getAttribute('d')).sort()"
        )
        for marks in (".now", ".legend")
    ]
    assert outlines[0] == outlines[1]
    assert len(set(outlines[0])) == 4
    cut = "({ scrollWidth: w, clientWidth: c, scrollHeight: h, clientHeight: d }) => w > c || h > d"
    assert page.locator(".phrase").evaluate_all(f"nodes => nodes.filter({cut}).length") == 0
    # Lines that made a stacking context each would cross the labels of others.
    event = page.locator("[data-key=loss] .event").first
    assert event.evaluate("(node) => getComputedStyle(node).transform") == "none"
    assert event.locator(".label").evaluate("(node) => Number(getComputedStyle(node).zIndex)") > 0
    expect(page.get_by_text("Change here")).to_be_disabled()


def test_a_wiring_that_raises_at_its_event_shows_its_own_chain_at_the_end(visit):
    page = visit("?view=broken&steps=200&events=a100.wiring.created_in_call")
    expect(page.locator(PANEL)).to_have_attribute("data-state", "ended")
    expect(station(page, "variable")).to_have_attribute("data-state", "lost")
    expect(page.locator(".facts .fact").first).not_to_contain_text("not compiled")
    page.locator(".scrubber").fill("99")
    expect(station(page, "listed")).to_have_attribute("data-state", "lost")
