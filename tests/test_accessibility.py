"""Every page in real Chromium: nothing moves on a phone, no grave violation of axe-core's rules."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from visits import DARKEST, SHIFTS, stays_in_place

READY = {
    "": "section.panel[data-state=ended]",
    "doctor": ".clinic-command",
    "catalogue": ".explorer-card svg",
    "catalogue?section=datasets": ".explorer-card svg",
    "outcomes?losses=gaussian": "section.outcomes",
    "sweep?wiring=loss_in_compile,joint_tape&seed=0-1&steps=50": "td[data-link=holds]",
    "stories": ".st-key-story-cards a",
    "stories?story=noise": ".st-key-story-answers button",
    "article": ".article .verdict",
}
"""What shows that a page is whole, by its address."""
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
# Of all rules, only this one can depend on the theme.
IN_DARK = {**OPTIONS, "runOnly": ["color-contrast"]}
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("path", READY)
def test_no_page_moves_while_it_loads_or_violates_a_rule_gravely(visit, path):
    size = (390, 844) if path else (1440, 900)  # Explore's loading has a test of its own
    page = visit(path, *size, before=SHIFTS, color_scheme="light")
    expect(page.locator(READY[path]).first).to_be_visible(timeout=60_000)
    if path:
        stays_in_place(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert not grave(page, OPTIONS)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({DARKEST})() < 50")
    assert not grave(page, IN_DARK)


def grave(page, options):
    """The rules violated, and where."""
    page.wait_for_timeout(500)  # colours fade in
    return {
        (violation["id"], str(node["target"]))
        for violation in Axe().run(page, options=options).response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    }
