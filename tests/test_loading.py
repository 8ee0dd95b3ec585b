"""How a page loads: nothing visible moves, and the document is complete."""

import pytest
from playwright.sync_api import expect

from explorer.web.page import ELEMENTS, Head, completed, modules_behind

SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
SHOWN = {
    "": "section.panel .js-plotly-plot",
    "catalogue": ".explorer-card",
    "outcomes": "section.outcomes > *",
    "stories": ".st-key-story-cards a",
    "stories?story=noise": ".st-key-story-answers button",
    "article": ".article .verdict",
}
GOOD = 0.1
"""The layout shift that a page may have, after web.dev's Core Web Vitals."""


@pytest.mark.parametrize(
    ("path", "size"), [*((path, (390, 844)) for path in SHOWN), ("", (1440, 900))]
)
def test_nothing_seen_changes_its_place_while_a_page_loads(visit, path, size):
    page = visit(path, *size, before=SHIFTS, plays=True)
    expect(page.locator(SHOWN[path]).first).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.shifts") < GOOD


@pytest.mark.parametrize("page", ELEMENTS)
def test_every_module_that_a_page_names_is_in_the_installed_streamlit(page):
    names = {name.split(".")[0] for name in modules_behind(ELEMENTS[page])}
    assert set(ELEMENTS[page]) <= names


def test_the_document_is_streamlits_with_our_parts():
    document = "<html><head><title>Streamlit</title></head><body><div id=root></div></body></html>"
    whole = completed(document, "", Head("A < B", '<link rel="canonical">'))
    assert '<title>A &lt; B</title>\n<link rel="canonical">' in whole.split("</head>")[0]
    assert whole.index("pages.css") > whole.index("<body>")
    assert 'rel="modulepreload"' in whole.split("</head>")[0]
