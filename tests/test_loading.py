"""How Explore loads: nothing visible moves. The document of every page is complete."""

import re
from html import unescape
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from visits import SHIFTS, stays_in_place

from explorer.web.page import ELEMENTS, Head, completed, modules_behind, with_head


def test_nothing_seen_changes_its_place_while_explore_loads_and_plays_on_a_phone(visit):
    page = visit("", 390, 844, before=SHIFTS, plays=True)
    expect(page.locator("section.panel .js-plotly-plot").first).to_be_visible()
    stays_in_place(page)


@pytest.mark.parametrize("page", ELEMENTS)
def test_every_module_that_a_page_names_is_in_the_installed_streamlit(page):
    names = {name.split(".")[0] for name in modules_behind(ELEMENTS[page])}
    assert set(ELEMENTS[page]) <= names


def test_the_document_is_streamlits_with_our_parts():
    document = "<html><head><title>Streamlit</title></head><body><div id=root></div></body></html>"
    whole = with_head(completed(document, ""), Head("A < B", '<link rel="canonical">'))
    assert '<title>A &lt; B</title>\n<link rel="canonical">' in whole.split("</head>")[0]
    assert whole.index("pages.css") > whole.index("<body>")
    assert 'rel="modulepreload"' in whole.split("</head>")[0]


def test_a_link_fetched_without_scripts_says_what_it_is_and_has_a_picture(server):
    pages = []
    for query in ("v=2&loss=penalty", "v=2&loss=penalty&seed=1"):
        with urlopen(f"{server.url}/?{query}") as answer:
            pages.append(answer.read().decode())
        (picture,) = re.findall('property="og:image" content="([^"]*)"', pages[-1])
        assert unescape(picture) == f"{server.url}/api/preview.png?{query}"
        assert "<title>Learned penalty" in pages[-1]
        assert '<meta name="description" content="What becomes of α?' in pages[-1]
        with urlopen(unescape(picture)) as answer:
            assert answer.read().startswith(b"\x89PNG")
    assert pages[0] != pages[1]
