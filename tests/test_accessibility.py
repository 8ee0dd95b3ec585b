"""Every page, checked against axe-core's rules in real Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

READY = {
    "": "section.panel[data-state=ended]",
    "catalogue": ".explorer-card svg",
    "catalogue?section=datasets": ".explorer-card svg",
    "outcomes?losses=gaussian": "section.outcomes",
    "article": ".article .verdict",
}
"""What shows that a page is whole, by its address."""
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
SCHEMES = ("light", "dark")
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("path", READY)
def test_no_page_violates_a_rule_gravely(visit, path):
    page = visit(path)
    expect(page.locator(READY[path]).first).to_be_visible()
    assert not {scheme: found for scheme in SCHEMES if (found := violations(page, scheme))}


def violations(page, scheme):
    """The grave ones in light or dark: rule and element."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(1000)  # colours fade over
    return {
        (violation["id"], str(node["target"]))
        for violation in Axe().run(page, options=OPTIONS).response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    }
